#include "bench/spread.h"

#include <algorithm>
#include <cstddef>

namespace mien::cli {

void Spread::write(api::JsonWriter& json) const {
  json.key("min_ms").number(min).key("median_ms").number(median).key("p95_ms").number(p95);
}

Spread spread_of(std::vector<double>& values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return {values.front(), (values[(n - 1) / 2] + values[n / 2]) / 2, values[std::min(n - 1, n * 95 / 100)]};
}

}  // namespace mien::cli
