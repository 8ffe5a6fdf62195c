#include "adapters/lambda_runtime/error_json.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <exception>
#include <utility>

#include "core/ascii.h"
#include "core/limits.h"
#include "core/utf8.h"

namespace mien::lambda_runtime {
namespace {

namespace json = boost::json;

constexpr std::size_t kTypeBytesMax = 128;
constexpr std::string_view kUnknownType = "Runtime.Unknown";

/// A type goes into the log, so it may be nothing but a name.
std::string type_of(std::string_view text) {
  const bool is_name = !text.empty() && text.size() <= kTypeBytesMax &&
                       std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '.' || c == '_'; });
  return std::string(is_name ? text : kUnknownType);
}

std::string_view text_in(const json::object& members, std::string_view name) {
  const json::value* value = members.if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

}  // namespace

std::string to_json(const FunctionOutcome::Failure& failure) {
  return json::serialize(json::object{{"errorType", failure.type}, {"errorMessage", failure.message}});
}

FunctionOutcome parse_failure(std::string_view body, std::string_view type_header) {
  FunctionOutcome::Failure failure{.type = type_of(type_header), .message = {}};
  try {
    json::error_code error;
    const json::value value = json::parse(body, error);
    if (!error && value.is_object()) {
      const json::object& members = value.get_object();
      if (const std::string_view type = text_in(members, "errorType"); !type.empty()) failure.type = type_of(type);
      failure.message = cut_utf8(text_in(members, "errorMessage"), limits::kFunctionErrorTextBytesMax);
      return {.payload_json = std::string(body), .failure = std::move(failure)};
    }
  } catch (const std::exception&) {
    // Too deep or too large to be read: the type alone is kept.
    failure.message = "The handler's error could not be read.";
  }
  std::string payload = to_json(failure);
  return {.payload_json = std::move(payload), .failure = std::move(failure)};
}

}  // namespace mien::lambda_runtime
