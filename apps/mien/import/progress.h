#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "import/tally.h"

namespace mien::importing {

/// "people 12/300  photos 480/12000  refused 3  88.1/s  2 min left", without colours. With `width` columns a bar stands
/// before it as far as there is room; 0: none.
std::string progress_line(const Tally& tally, double seconds, std::size_t width);

/// "45 s", "12 min", "3 h 20 min".
std::string rough_time(double seconds);

}  // namespace mien::importing
