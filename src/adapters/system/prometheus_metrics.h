#pragma once

#include <memory>

#include "ports/metrics.h"

namespace mien {

/// Metrics by prometheus-cpp: mien_requests_total{operation,outcome}, mien_request_seconds{operation} and
/// mien_stage_seconds{stage}. Thread-safe; a series that exists is found under a shared lock.
class PrometheusMetrics final : public Metrics {
 public:
  PrometheusMetrics();
  ~PrometheusMetrics() override;
  void request(std::string_view operation, std::string_view outcome,
               std::optional<std::chrono::nanoseconds> took) override;
  void stage(std::string_view stage, std::chrono::nanoseconds took) override;
  std::string render() const override;

 private:
  struct Series;
  std::unique_ptr<Series> series_;
};

}  // namespace mien
