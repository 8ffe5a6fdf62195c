#include "bench/metrics_text.h"

#include <cstdlib>

namespace mien::cli {

MetricsText::MetricsText(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t blank = line.rfind(' ');
    if (line.starts_with('#') || blank == std::string_view::npos) continue;
    values_[std::string(line.substr(0, blank))] = std::strtod(std::string(line.substr(blank + 1)).c_str(), nullptr);
  }
}

double MetricsText::value(const std::string& series) const {
  const auto at = values_.find(series);
  return at == values_.end() ? 0 : at->second;
}

double MetricsText::rise_since(const MetricsText& before, const std::string& series) const {
  return value(series) - before.value(series);
}

double MetricsText::mean_ms_since(const MetricsText& before, const std::string& histogram,
                                  const std::string& labels) const {
  const double count = rise_since(before, histogram + "_count{" + labels + "}");
  return count > 0 ? 1e3 * rise_since(before, histogram + "_sum{" + labels + "}") / count : 0;
}

}  // namespace mien::cli
