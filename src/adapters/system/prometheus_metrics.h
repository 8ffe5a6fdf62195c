#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ports/metrics.h"

namespace mien {

/// Metrics by prometheus-cpp: mien_requests_total{operation,outcome}, mien_request_seconds{operation},
/// mien_stage_seconds{stage}, and what is watched. Thread-safe; a series that exists is found under a shared lock.
class PrometheusMetrics final : public Metrics {
 public:
  PrometheusMetrics();
  ~PrometheusMetrics() override;
  void request(std::string_view operation, std::string_view outcome,
               std::optional<std::chrono::nanoseconds> took) override;
  void stage(std::string_view stage, std::chrono::nanoseconds took) override;
  std::string render() const override;

  enum class Kind : std::uint8_t {
    kGauge,
    kCounter,  ///< Never falls.
  };
  /// A value that is asked for whenever somebody reads the metrics. `read` is thread-safe and quick, and what it
  /// borrows lives as long as render() is called. Before the first render().
  void watch(Kind kind, std::string name, std::string help, std::function<double()> read);

 private:
  struct Series;
  struct Watched;
  std::unique_ptr<Series> series_;
};

}  // namespace mien
