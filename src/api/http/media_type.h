#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mien::api {

/// A header value of the form `essence; name=value; name="value"`, as Content-Type and Content-Disposition have it.
struct ParameterizedValue {
  std::string essence;  ///< Lower case, without blanks around it.
  /// Names in lower case, each once; quotes and their backslashes taken away.
  std::vector<std::pair<std::string, std::string>> parameters;

  const std::string* parameter(std::string_view name) const;
};

/// Strict: tokens as RFC 9110 has them, no control characters, no parameter twice. In a quoted string only \" and
/// \\ are escapes, because old browsers send Windows paths with bare backslashes. nullopt where the text breaks these
/// rules, or has more than kMediaTypeParametersMax parameters: each is compared with all before it.
std::optional<ParameterizedValue> parse_parameterized(std::string_view text);

}  // namespace mien::api
