#include "bench/run_place.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/time.h"
#include "cpu.h"

namespace mien::cli {

RunPlace RunPlace::here() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  RunPlace place{rfc3339_seconds(now), cpu_name(), cpu_vector_features(), usable_cores(), 0};
  getloadavg(&place.load_average, 1);
  return place;
}

std::string RunPlace::text() const {
  std::array<char, 512> line{};
  std::snprintf(line.data(), line.size(), "%s\n  cpu       %s (%s), %zu core%s, load average before the run %.1f\n",
                date.c_str(), cpu.c_str(), features.c_str(), cores, cores == 1 ? "" : "s", load_average);
  return line.data();
}

void RunPlace::write(api::JsonWriter& json) const {
  json.member("date", date).member("cpu", cpu).member("cpu_features", features);
  json.key("cores").unsigned_integer(cores).key("load_average").number(load_average);
}

}  // namespace mien::cli
