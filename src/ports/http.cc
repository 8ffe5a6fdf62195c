#include "ports/http.h"

#include <charconv>
#include <string>
#include <system_error>

#include "core/ascii.h"

namespace mien {

std::optional<std::string_view> HttpHead::header(std::string_view name) const {
  for (const HttpHeader& header : headers)
    if (equal_ignoring_case(header.name, name)) return header.value;
  return std::nullopt;
}

std::string_view HttpHead::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view HttpHead::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

std::optional<std::size_t> HttpHead::announced_length() const {
  const std::string_view text = header("content-length").value_or("");
  std::size_t length = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (status == std::errc::result_out_of_range) return std::string::npos;
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return length;
}

}  // namespace mien
