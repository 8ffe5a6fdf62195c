#pragma once

#include <vector>

#include "api/json/writer.h"

namespace mien::cli {

/// Milliseconds over all rounds.
struct Spread {
  double min = 0;
  double median = 0;
  double p95 = 0;

  void write(api::JsonWriter& json) const;  ///< As members of an open object.
};

/// `values` are sorted by it; at least one.
Spread spread_of(std::vector<double>& values);

}  // namespace mien::cli
