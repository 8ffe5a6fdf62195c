#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace mien::process {

/// Cuts what a process writes into lines of a bounded length, and lets so many through in a second. Not thread-safe.
class Lines {
 public:
  using Clock = std::chrono::steady_clock;
  using Line = std::function<void(std::string_view)>;
  Lines(Line line, std::size_t line_bytes_max, std::size_t lines_per_second_max)
      : line_(std::move(line)), line_bytes_max_(line_bytes_max), lines_per_second_max_(lines_per_second_max) {}

  void add(std::string_view bytes, Clock::time_point now);
  /// What was written last, without an end of line.
  void finish(Clock::time_point now);

 private:
  void emit(Clock::time_point now);

  const Line line_;
  const std::size_t line_bytes_max_;
  const std::size_t lines_per_second_max_;
  std::string line_so_far_;
  bool has_line_ = false;
  Clock::time_point second_began_{};
  std::size_t lines_in_second_ = 0;
};

}  // namespace mien::process
