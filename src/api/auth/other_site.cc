#include "api/auth/other_site.h"

#include <cstddef>
#include <string_view>

#include "core/ascii.h"

namespace mien::api {

bool is_of_another_site(const HttpHead& head) {
  if (const auto site = head.header("Sec-Fetch-Site")) return *site != "same-origin" && *site != "none";
  const auto origin = head.header("Origin");
  if (!origin) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string_view::npos ||
         !equal_ignoring_case(origin->substr(scheme + 3), head.header("Host").value_or(""));
}

}  // namespace mien::api
