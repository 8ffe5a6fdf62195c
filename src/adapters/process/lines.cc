#include "adapters/process/lines.h"

#include <algorithm>

namespace mien::process {

void Lines::add(std::string_view bytes, Clock::time_point now) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    has_line_ = true;
    line_so_far_ += part.substr(0, line_bytes_max_ - std::min(line_bytes_max_, line_so_far_.size()));
    if (end == std::string_view::npos) return;
    emit(now);
    bytes.remove_prefix(end + 1);
  }
}

void Lines::finish(Clock::time_point now) {
  if (has_line_) emit(now);
}

void Lines::emit(Clock::time_point now) {
  if (now - second_began_ >= std::chrono::seconds(1)) {
    second_began_ = now;
    lines_in_second_ = 0;
  }
  if (lines_in_second_++ < lines_per_second_max_) line_(line_so_far_);
  line_so_far_.clear();
  has_line_ = false;
}

}  // namespace mien::process
