#include "api/routes/answers.h"

#include <boost/json/object.hpp>
#include <optional>

#include "api/http/retry_after.h"
#include "api/json/parse.h"
#include "api/json/writer.h"
#include "core/error_names.h"
#include "core/number.h"

namespace mien::api::routes {
namespace {

using Kind = Outcome::Kind;

bool found_nobody(Kind kind) {
  return kind == Kind::kNoMatch || kind == Kind::kNoFace || kind == Kind::kSeveralFaces || kind == Kind::kLowQuality;
}

std::string_view decision_name(Kind kind) {
  switch (kind) {
    case Kind::kMatch:
      return "match";
    case Kind::kNoMatch:
      return "no_match";
    case Kind::kNoFace:
      return "no_face";
    case Kind::kSeveralFaces:
      return "several_faces";
    case Kind::kLowQuality:
      return "low_quality";
    default:
      return "";
  }
}

/// @param code  an error's name, or what uploads alone have: an object that is gone, an intake that is unknown.
int status_of_refusal(std::string_view code) {
  const auto error = error_code_of(code);
  if (!error) return code == "object_gone" ? 404 : 400;
  switch (*error) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
      return 409;
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kImageTooSmall:
      return 422;
    case ErrorCode::kImageTooLarge:
    case ErrorCode::kObjectTooLarge:
      return 413;
    case ErrorCode::kImageFormat:
      return 415;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidPageToken:
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kNotFound:
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
    case ErrorCode::kBucketNotEmpty:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kInvalidPart:
    case ErrorCode::kPartTooSmall:
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kQuotaExceeded:
    case ErrorCode::kIdempotencyMismatch:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kModelMismatch:
    case ErrorCode::kAccessDenied:
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kAbandoned:
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return 400;
}

/// Status of what is no decision, in every shape.
int status_of(const Outcome& outcome) {
  switch (outcome.kind) {
    case Kind::kNotFound:
      return 404;
    case Kind::kBadRequest:
      return 400;
    case Kind::kDenied:
      return 403;
    case Kind::kPending:
      return 503;
    case Kind::kFailed:
      return 500;
    case Kind::kRegistered:
      return 201;
    case Kind::kNoFace:
    case Kind::kSeveralFaces:
    case Kind::kLowQuality:
      return 422;
    case Kind::kMatch:
    case Kind::kNoMatch:
      return 200;
    case Kind::kRefused:
      break;
  }
  return status_of_refusal(outcome.code);
}

std::string_view reason_of(const Outcome& outcome) {
  if (!outcome.reason.empty()) return outcome.reason;
  switch (outcome.kind) {
    case Kind::kNoMatch:
      return "Nobody who is registered has this face.";
    case Kind::kNoFace:
      return "The picture shows no face.";
    case Kind::kSeveralFaces:
      return "The picture shows several faces.";
    case Kind::kLowQuality:
      return "The face is not clear enough.";
    case Kind::kNotFound:
      return "There is no such object.";
    case Kind::kPending:
      return "The picture could not be looked at in time; try again.";
    case Kind::kFailed:
      return "Internal server error";
    default:
      return "";
  }
}

struct Names {
  std::string first;
  std::string last;
};

std::optional<std::string> text_member(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string().data(), value->get_string().size());
}

/// As they were registered, else the name before and behind its first blank.
Names names_of(const TextMap& values) {
  if (const auto attributes = parse_json(text_of(values, "attributes")); attributes && attributes->is_object()) {
    const auto first = text_member(attributes->get_object(), "first_name");
    const auto last = text_member(attributes->get_object(), "last_name");
    if (first && last) return {*first, *last};
  }
  const std::string_view name = text_of(values, "name");
  const auto blank = name.find(' ');
  if (blank == std::string_view::npos) return {std::string(name), ""};
  return {std::string(name.substr(0, blank)), std::string(name.substr(blank + 1))};
}

void write_similarity(JsonWriter& json, std::string_view name, const TextMap& values) {
  json.member(name, number_of<float>(text_of(values, "similarity")).value_or(0.F));
}

HttpResponse json_response(int status, JsonWriter& json) {
  HttpResponse response{.status = status,
                        .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                        .body = json.take()};
  if (status == 503) response.headers.push_back(retry_after());
  return response;
}

/// {"Message": text}, with the decision where there is one: those who know nothing of it pass over it.
HttpResponse message(int status, std::string_view name, std::string_view text, const Outcome& outcome) {
  JsonWriter json;
  json.begin_object().member(name, text);
  if (const auto decision = decision_name(outcome.kind); !decision.empty()) json.member("decision", decision);
  if (!outcome.code.empty()) json.member("code", outcome.code);
  json.end_object();
  return json_response(status, json);
}

HttpResponse full_name(const Outcome& outcome) {
  if (found_nobody(outcome.kind)) return message(403, "Message", "Person not found", outcome);
  if (outcome.kind != Kind::kMatch) return message(status_of(outcome), "Message", reason_of(outcome), outcome);
  JsonWriter json;
  json.begin_object().member("Message", "Success").member("fullname", text_of(outcome.values, "name")).end_object();
  return json_response(200, json);
}

HttpResponse face_list(const Outcome& outcome) {
  if (!found_nobody(outcome.kind) && outcome.kind != Kind::kMatch)
    return message(status_of(outcome), "Message", reason_of(outcome), outcome);
  JsonWriter json;
  json.begin_object().member("Message", "Success").key("FaceList").begin_array();
  if (outcome.kind == Kind::kMatch) {
    json.begin_object().member("employeeId", text_of(outcome.values, "person_id"));
    write_similarity(json, "confidence", outcome.values);
    json.end_object();
  }
  json.end_array();
  if (found_nobody(outcome.kind)) json.member("decision", decision_name(outcome.kind));
  json.end_object();
  return json_response(200, json);
}

HttpResponse first_last(const Outcome& outcome) {
  if (found_nobody(outcome.kind)) return message(403, "Message", "Person Not Found", outcome);
  if (outcome.kind != Kind::kMatch) return message(status_of(outcome), "Message", reason_of(outcome), outcome);
  const Names names = names_of(outcome.values);
  JsonWriter json;
  json.begin_object().member("Message", "Success").member("firstName", names.first);
  json.member("lastName", names.last).end_object();
  return json_response(200, json);
}

HttpResponse matches(const Outcome& outcome) {
  if (!found_nobody(outcome.kind) && outcome.kind != Kind::kMatch)
    return message(status_of(outcome), "message", reason_of(outcome), outcome);
  JsonWriter json;
  json.begin_object().key("matches").begin_array();
  if (outcome.kind == Kind::kMatch) {
    json.begin_object().member("FaceId", text_of(outcome.values, "face_id"));
    json.member("UserId", text_of(outcome.values, "person_id"));
    write_similarity(json, "Similarity", outcome.values);
    json.end_object();
  }
  json.end_array();
  if (found_nobody(outcome.kind)) json.member("decision", decision_name(outcome.kind));
  json.end_object();
  return json_response(200, json);
}

HttpResponse message_names(const Outcome& outcome) {
  if (found_nobody(outcome.kind)) return message(404, "message", "Person not recognized", outcome);
  if (outcome.kind != Kind::kMatch) return message(status_of(outcome), "message", reason_of(outcome), outcome);
  const Names names = names_of(outcome.values);
  JsonWriter json;
  json.begin_object().member("message", "Processing complete").member("firstname", names.first);
  json.member("lastname", names.last).end_object();
  return json_response(200, json);
}

HttpResponse status_message(const Outcome& outcome) {
  int status = status_of(outcome);
  if (outcome.kind == Kind::kNoMatch) status = 401;
  if (found_nobody(outcome.kind) && outcome.kind != Kind::kNoMatch) status = 404;  // There is nobody to authenticate.
  JsonWriter json;
  json.begin_object();
  if (outcome.kind == Kind::kMatch) {
    const Names names = names_of(outcome.values);
    const std::string who = names.last.empty() ? names.first : names.first + " " + names.last;
    json.member("status", "success").member("message", "Hi " + who + ", welcome to work.");
  } else {
    json.member("status", status >= 500 ? "error" : "failure").member("message", reason_of(outcome));
    if (const auto decision = decision_name(outcome.kind); !decision.empty()) json.member("decision", decision);
  }
  json.end_object();
  return json_response(status, json);
}

HttpResponse face_record(const Outcome& outcome) {
  if (outcome.kind != Kind::kRegistered) return message(status_of(outcome), "message", reason_of(outcome), outcome);
  JsonWriter json;
  json.begin_object().member("FaceId", text_of(outcome.values, "face_id"));
  json.member("UserId", text_of(outcome.values, "person_id"));
  json.member("ImagePath", text_of(outcome.values, "image_path"));
  json.member("Timestamp", text_of(outcome.values, "now")).end_object();
  return json_response(201, json);
}

HttpResponse decision(const Outcome& outcome) {
  const bool decided = outcome.kind == Kind::kMatch || found_nobody(outcome.kind);
  if (!decided && outcome.kind != Kind::kRegistered)
    return message(status_of(outcome), "message", reason_of(outcome), outcome);
  JsonWriter json;
  json.begin_object().member("decision", decided ? decision_name(outcome.kind) : std::string_view("registered"));
  if (outcome.kind == Kind::kMatch || outcome.kind == Kind::kRegistered)
    json.key("person")
        .begin_object()
        .member("id", text_of(outcome.values, "person_id"))
        .member("name", text_of(outcome.values, "name"))
        .end_object();
  if (!text_of(outcome.values, "similarity").empty()) write_similarity(json, "similarity", outcome.values);
  if (const auto event = text_of(outcome.values, "event_id"); !event.empty()) json.member("event_id", event);
  json.end_object();
  return json_response(outcome.kind == Kind::kRegistered ? 201 : 200, json);
}

}  // namespace

Outcome::Kind kind_of(std::string_view outcome) {
  for (const Kind kind : {Kind::kMatch, Kind::kNoMatch, Kind::kNoFace, Kind::kSeveralFaces, Kind::kLowQuality})
    if (outcome == decision_name(kind)) return kind;
  return outcome == "registered" ? Kind::kRegistered : Kind::kRefused;
}

HttpResponse answer(Shape shape, const Outcome& outcome) {
  switch (shape) {  // No default: a forgotten shape is a build error.
    case Shape::kDecision:
      return decision(outcome);
    case Shape::kFullName:
      return full_name(outcome);
    case Shape::kFaceList:
      return face_list(outcome);
    case Shape::kFirstLast:
      return first_last(outcome);
    case Shape::kMatches:
      return matches(outcome);
    case Shape::kMessageNames:
      return message_names(outcome);
    case Shape::kStatus:
      return status_message(outcome);
    case Shape::kFaceRecord:
      break;
  }
  return face_record(outcome);
}

}  // namespace mien::api::routes
