#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mien {

/// Counters and histograms. Thread-safe. Adapter: system (prometheus-cpp).
class Metrics {
 public:
  virtual ~Metrics() = default;
  /// One request answered. `operation` and `outcome` are from fixed sets of ours, never text of a caller's. `took` is
  /// nothing for those refused before they were worked on: they would only pull the times of the others down.
  virtual void request(std::string_view operation, std::string_view outcome,
                       std::optional<std::chrono::nanoseconds> took) = 0;
  /// Time spent in one stage: of the engine "wait", "decode", "detect", "align", "embed"; of the index "search".
  virtual void stage(std::string_view stage, std::chrono::nanoseconds took) = 0;
  /// Prometheus text exposition format.
  virtual std::string render() const = 0;
};

}  // namespace mien
