#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mien::api {

/// A parameter of a query, decoded as signatures decode it.
struct QueryParameter {
  std::string name;
  std::optional<std::string> value;  ///< nullopt where there is no '='.
};

/// Takes the front parameter off a query; nullopt at its end. Empty parameters ("&&") are passed over.
std::optional<QueryParameter> take_parameter(std::string_view& query);

}  // namespace mien::api
