#include "api/auth/query_parameters.h"

#include <string>

#include "core/percent.h"

namespace mien::api {

std::optional<QueryParameter> take_parameter(std::string_view& query) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view text = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (text.empty()) continue;
    const auto equals = text.find('=');
    // As those read it who act on the query (parse_query): what is signed must be what is done.
    QueryParameter parameter{form_decode_leniently(text.substr(0, equals)), std::nullopt};
    if (equals != std::string_view::npos) parameter.value = form_decode_leniently(text.substr(equals + 1));
    return parameter;
  }
  return std::nullopt;
}

}  // namespace mien::api
