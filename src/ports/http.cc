#include "ports/http.h"

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

}  // namespace mien
