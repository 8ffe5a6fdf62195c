#include "api/routes/question.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <utility>

#include "api/http/media_type.h"
#include "api/http/multipart.h"
#include "api/http/url.h"
#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/utf8.h"

namespace mien::api::routes {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// A text by one of the names that applications use for it.
Result<void> take_text(Question& question, std::string_view name, std::string value) {
  if (!is_utf8(value) || value.find('\0') != std::string::npos)
    return wrong("A value is not UTF-8 text. A picture is called image or file.");
  if (name == "objectKey" || name == "object_key") {
    question.key = std::move(value);
  } else if (name == "bucket_name" || name == "bucketName" || name == "bucket") {
    question.bucket = std::move(value);
  } else {
    if (question.fields.size() >= limits::kRouteFieldsMax || name.size() + value.size() > limits::kRouteFieldBytesMax)
      return wrong("The request has too many fields, or too long ones.");
    question.fields[lower_case(name)] = std::move(value);
  }
  return {};
}

Result<void> read_form(const HttpRequest& request, Question& question) {
  MIEN_TRY(const auto parts, parse_multipart(request.head.header("content-type").value_or(""), request.body));
  for (const MultipartPart& part : parts) {
    if (part.name != "image" && part.name != "file") {
      MIEN_TRY_VOID(take_text(question, part.name, std::string(part.body)));
    } else {
      if (question.image) return wrong("The form has more than one picture.");
      question.image = bytes_of(part.body);
    }
  }
  return {};
}

Result<void> read_json(const HttpRequest& request, Question& question) {
  MIEN_TRY(const boost::json::value body, parse_json(request.body));
  if (!body.is_object()) return wrong("The body must be a JSON object.");
  for (const auto& member : body.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    if (name == "isBase64Encoded") continue;  // A picture is never anything else.
    if (member.value().is_null()) continue;
    if (!member.value().is_string()) return wrong("A member of the body is no text.");
    const auto& text = member.value().get_string();
    if (name != "image" && name != "body") {
      MIEN_TRY_VOID(take_text(question, name, std::string(text.data(), text.size())));
      continue;
    }
    if (question.image) return wrong("The body has more than one picture.");
    question.image = decode_base64({text.data(), text.size()});
    if (!question.image) return wrong("The picture is not base64.");
  }
  return {};
}

}  // namespace

Result<Question> read_question(const HttpRequest& request) {
  Question question;
  MIEN_TRY(auto parameters, parse_query(request.head.query()));
  for (auto& [name, value] : parameters) MIEN_TRY_VOID(take_text(question, std::move(name), std::move(value)));
  if (request.body.empty()) return question;
  const auto type = parse_parameterized(request.head.header("content-type").value_or(""));
  const std::string essence = type ? type->essence : "";
  if (essence == "multipart/form-data") {
    MIEN_TRY_VOID(read_form(request, question));
  } else if (essence == "application/json") {
    MIEN_TRY_VOID(read_json(request, question));
  } else {
    question.image = bytes_of(request.body);
    question.content_type = essence;
  }
  if (question.image && question.image->empty()) return wrong("The picture is empty.");
  return question;
}

}  // namespace mien::api::routes
