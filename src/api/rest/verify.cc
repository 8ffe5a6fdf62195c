#include "api/http/media_type.h"
#include "api/json/parse.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_shapes.h"
#include "api/rest/people_routes.h"
#include "api/rest/photo_form.h"
#include "core/base64.h"

namespace mien::api::rest {
namespace {

/// What either form of the body says.
struct Question {
  std::vector<std::byte> decoded;    ///< Owns the picture of a JSON body.
  std::span<const std::byte> image;  ///< Into `decoded` or into the request's body.
  std::optional<std::string> collection;
  std::optional<std::string> person;
  std::optional<double> threshold;
};

std::optional<std::string> owned(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

Result<Question> read_form(const HttpRequest& request) {
  MIEN_TRY(const PhotoForm form, read_photo_form(request, {"collection", "person_id", "threshold"}, 1));
  Question question;
  question.image = form.images.front();
  question.collection = owned(form.fields.get("collection"));
  question.person = owned(form.fields.get("person_id"));
  if (const auto threshold = form.fields.get("threshold")) {
    MIEN_TRY(question.threshold, parse_number("threshold", *threshold));
  }
  return question;
}

std::string text_of(const boost::json::value& value) { return std::string(value.get_string()); }

Result<Question> read_json(std::string_view body) {
  MIEN_TRY(const boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object.");
  Question question;
  for (const auto& member : parsed.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    const boost::json::value& value = member.value();
    if (name == "image" && value.is_string()) {
      auto bytes = decode_base64({value.get_string().data(), value.get_string().size()});
      if (!bytes) return fail(ErrorCode::kInvalidArgument, "The member 'image' is not base64.");
      question.decoded = *std::move(bytes);
    } else if (name == "collection" && value.is_string()) {
      question.collection = text_of(value);
    } else if (name == "person_id" && value.is_string()) {
      question.person = text_of(value);
    } else if (name == "threshold" && value.is_number()) {
      question.threshold = value.to_number<double>();
    } else {
      const bool known = name == "image" || name == "collection" || name == "person_id" || name == "threshold";
      return fail(ErrorCode::kInvalidArgument, known ? "The member " + in_quotes(name) + " has a value of a wrong type."
                                                     : "Unknown member " + in_quotes(name) + ".");
    }
  }
  if (question.decoded.empty())
    return fail(ErrorCode::kInvalidArgument, "The body has no member 'image', or it is empty.");
  question.image = question.decoded;  // Moving a vector leaves its bytes where they are.
  return question;
}

}  // namespace

Answer<HttpResponse> PeopleRoutes::verify(const Call& call) const {
  const HttpRequest& request = call.request;
  MIEN_TRY(const Fields query, Fields::from_query(request.head.query(), {"collection"}));
  const auto type = parse_parameterized(request.head.header("content-type").value_or(""));
  const bool is_json = type && type->essence == "application/json";
  MIEN_TRY(const Question question, is_json ? read_json(request.body) : read_form(request));
  MIEN_TRY(CollectionId collection, collection_of(query.get("collection"), question.collection));
  app::VerifyFace::Request wanted{.collection = std::move(collection),
                                  .image = question.image,
                                  .similarity_min = question.threshold,
                                  .actor = call.actor,
                                  .patience = request.patience};
  if (question.person) {
    MIEN_TRY(wanted.person, PersonId::parse(*question.person));
  }
  MIEN_TRY(const app::VerifyFace::Response verification, use_.verify.run(wanted));
  return json_response(200, verification_body(verification));
}

}  // namespace mien::api::rest
