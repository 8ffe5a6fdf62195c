#pragma once

#include <map>
#include <string>
#include <string_view>

namespace mien::cli {

/// Values of a text in Prometheus's exposition format by series, as they stand there: `name{label="value"}`.
class MetricsText {
 public:
  explicit MetricsText(std::string_view text);

  /// Seconds for each observation of a histogram between `before` and this, in milliseconds; 0 where there was none.
  double mean_ms_since(const MetricsText& before, const std::string& histogram, const std::string& labels) const;
  /// What a counter or sum rose by.
  double rise_since(const MetricsText& before, const std::string& series) const;

 private:
  double value(const std::string& series) const;
  std::map<std::string, double, std::less<>> values_;
};

}  // namespace mien::cli
