#include "api/auth/query_parameters.h"

#include <algorithm>
#include <string>

#include "api/auth/percent.h"

namespace mien::api {
namespace {

/// As those read it who act on the query (rest::parse_query): what is signed must be what is done. A '+' is a blank.
std::string decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decoded(spaced);
}

}  // namespace

std::optional<QueryParameter> take_parameter(std::string_view& query) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view text = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (text.empty()) continue;
    const auto equals = text.find('=');
    QueryParameter parameter{decoded(text.substr(0, equals)), std::nullopt};
    if (equals != std::string_view::npos) parameter.value = decoded(text.substr(equals + 1));
    return parameter;
  }
  return std::nullopt;
}

}  // namespace mien::api
