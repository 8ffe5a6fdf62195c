#include "picture_refusal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace mien::cli {
namespace {

constexpr std::string_view kStart = "Picture ";

}  // namespace

std::optional<std::size_t> blamed_picture(const std::string& reason, std::size_t count) {
  if (count < 2 || !reason.starts_with(kStart)) return std::nullopt;
  std::size_t number = 0;
  const char* const end = reason.data() + reason.size();
  const auto [rest, error] = std::from_chars(reason.data() + kStart.size(), end, number);
  if (error != std::errc() || rest == end || (*rest != ':' && *rest != ' ')) return std::nullopt;
  if (number < 1 || number > count) return std::nullopt;
  return number;
}

std::string name_blamed_picture(const std::string& reason, std::size_t number, const std::string& name) {
  return name + reason.substr(kStart.size() + std::to_string(number).size());
}

bool lies_in_picture(const std::string& code) {
  constexpr std::array<std::string_view, 6> kCodes{"no_face",      "several_faces",   "low_quality",
                                                   "image_format", "image_too_large", "image_too_small"};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

}  // namespace mien::cli
