#include "import/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace mien::importing {

std::string rough_time(double seconds) {
  const auto whole = std::lround(std::clamp(seconds, 0.0, 1e9));
  if (whole < 90) return std::to_string(whole) + " s";
  const long minutes = (whole + 30) / 60;
  if (minutes < 90) return std::to_string(minutes) + " min";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string progress_line(const Tally& t, double seconds, std::size_t width) {
  const std::size_t done = t.photos_done();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  char numbers[200];
  std::snprintf(numbers, sizeof numbers, "people %zu/%zu  photos %zu/%zu  refused %zu  %.1f/s", t.people_done,
                t.people_all, done, t.photos_all, t.refused, rate);
  std::string text = numbers;
  if (rate > 0 && done < t.photos_all)
    text += "  " + rough_time(static_cast<double>(t.photos_all - done) / rate) + " left";
  constexpr std::size_t kBarMin = 10;
  constexpr std::size_t kBarMax = 40;
  if (width == 0) return text;
  if (text.size() + 1 > width) return text.substr(0, width - 1);
  if (text.size() + 5 + kBarMin > width) return text;
  const std::size_t cells = std::min(kBarMax, width - text.size() - 5);
  const std::size_t full = t.photos_all == 0 ? cells : std::min(cells, cells * done / t.photos_all);
  return "[" + std::string(full, '#') + std::string(cells - full, '.') + "] " + text;
}

}  // namespace mien::importing
