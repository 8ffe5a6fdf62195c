#include "api/functions/proxy_answer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::api::functions {
namespace {

namespace json = boost::json;

/// The connection's, the framing's, and those that every answer here has.
constexpr std::array<std::string_view, 13> kOurs{"connection",
                                                 "content-length",
                                                 "date",
                                                 "keep-alive",
                                                 "proxy-authenticate",
                                                 "proxy-connection",
                                                 "te",
                                                 "trailer",
                                                 "transfer-encoding",
                                                 "upgrade",
                                                 "x-content-type-options",
                                                 "x-request-id",
                                                 "server"};

std::unexpected<Error> malformed(std::string message) {
  return fail(ErrorCode::kInvalidArgument, "The handler's answer is malformed: " + std::move(message));
}

const json::value* find(const json::object& members, std::string_view name) {
  const json::value* value = members.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Result<int> status_of(const json::object& members) {
  const json::value* value = find(members, "statusCode");
  if (value == nullptr) return malformed("it has no statusCode.");
  std::int64_t status = 0;
  if (const json::string* text = value->if_string()) {
    const auto number = number_of<std::int64_t>(*text);
    if (!number) return malformed("its statusCode is no number.");
    status = *number;
  } else {
    json::error_code error;
    status = value->to_number<std::int64_t>(error);
    if (error) return malformed("its statusCode is no number.");
  }
  if (status < 200 || status > 599) return malformed("its statusCode is none of a final answer.");
  return static_cast<int>(status);
}

/// A header's value as text; handlers give numbers and truths, too.
std::optional<std::string> text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  return std::nullopt;
}

class Headers {
 public:
  Result<void> add(std::string_view name, const json::value& value) {
    const auto text = text_of(value);
    if (!text || !is_token(name) || !is_field_value(*text)) return malformed("a header cannot be sent.");
    bytes_ += name.size() + text->size();
    if (list_.size() == limits::kHeadersMax || bytes_ > limits::kHeaderBytesMax)
      return malformed("its headers are too many or too large.");
    if (std::ranges::find(kOurs, lower_case(name)) == kOurs.end())
      list_.push_back({std::string(name), std::string(trimmed(*text))});
    return {};
  }
  bool has(std::string_view name) const {
    return std::ranges::any_of(list_, [&](const HttpHeader& h) { return equal_ignoring_case(h.name, name); });
  }
  std::vector<HttpHeader> take() { return std::move(list_); }

 private:
  std::vector<HttpHeader> list_;
  std::size_t bytes_ = 0;
};

/// A name in both is taken from those with several values.
Result<Headers> headers_of(const json::object& members) {
  Headers headers;
  if (const json::value* multiple = find(members, "multiValueHeaders")) {
    if (!multiple->is_object()) return malformed("multiValueHeaders is no object.");
    for (const auto& [name, values] : multiple->get_object()) {
      if (!values.is_array()) return malformed("a header of multiValueHeaders is no list.");
      for (const json::value& value : values.get_array()) MIEN_TRY_VOID(headers.add(name, value));
    }
  }
  if (const json::value* single = find(members, "headers")) {
    if (!single->is_object()) return malformed("headers is no object.");
    const Headers several = headers;
    for (const auto& [name, value] : single->get_object())
      if (!value.is_null() && !several.has(name)) MIEN_TRY_VOID(headers.add(name, value));
  }
  return headers;
}

Result<std::string> body_of(const json::object& members) {
  const json::value* body = find(members, "body");
  const json::value* base64 = find(members, "isBase64Encoded");
  if (base64 != nullptr && !base64->is_bool()) return malformed("isBase64Encoded is neither true nor false.");
  if (body == nullptr) return std::string();
  const json::string* text = body->if_string();
  if (text == nullptr) return malformed("its body is no string.");
  if (base64 == nullptr || !base64->get_bool()) return std::string(*text);
  const auto bytes = decode_base64(*text);
  if (!bytes) return malformed("its body is no base64.");
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

}  // namespace

Result<HttpResponse> parse_proxy_answer(std::string_view payload_json) {
  const auto value = parse_json(payload_json);
  if (!value) return malformed("it is no JSON that can be read.");
  if (!value->is_object()) return malformed("it is no object.");
  const json::object& members = value->get_object();
  MIEN_TRY(const int status, status_of(members));
  MIEN_TRY(Headers headers, headers_of(members));
  MIEN_TRY(std::string body, body_of(members));
  const bool has_no_body = status == 204 || status == 304;
  const bool has_type = headers.has("content-type");
  HttpResponse response{
      .status = status, .headers = headers.take(), .body = has_no_body ? std::string() : std::move(body)};
  if (!has_type && !has_no_body) response.headers.push_back({"Content-Type", "application/json"});
  return response;
}

}  // namespace mien::api::functions
