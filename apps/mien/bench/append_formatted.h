#pragma once

#include <array>
#include <cstdio>
#include <string>

namespace mien::cli {

/// Appends what printf would print of `pattern`, cut after 399 bytes: a line of a report.
template <class... Values>
void append_formatted(std::string& out, const char* pattern, Values... values) {
  std::array<char, 400> line{};
  std::snprintf(line.data(), line.size(), pattern, values...);
  out += line.data();
}

}  // namespace mien::cli
