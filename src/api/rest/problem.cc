#include "api/rest/problem.h"

#include "api/json/writer.h"
#include "core/limits.h"

namespace mien::api::rest {
namespace {

constexpr int kRetryAfterSeconds{limits::kRetryAfter.count()};

}  // namespace

ProblemKind problem_kind(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kInvalidArgument:
      return {400, name_of(code), "The request has a wrong value"};
    case ErrorCode::kInvalidPageToken:
      return {400, name_of(code), "The page token is not valid"};
    case ErrorCode::kImageFormat:
      return {415, name_of(code), "The image is not of an accepted format"};
    case ErrorCode::kImageTooLarge:
      return {413, name_of(code), "The image is too large"};
    case ErrorCode::kImageTooSmall:
      return {422, name_of(code), "The image is too small"};
    case ErrorCode::kImageUnreachable:
      return {422, name_of(code), "The image cannot be read"};
    case ErrorCode::kNoFaceInImage:
      return {422, name_of(code), "The image shows no face"};
    case ErrorCode::kSeveralFaces:
      return {422, name_of(code), "The image shows several faces"};
    case ErrorCode::kLowQuality:
      return {422, name_of(code), "The face is not clear enough"};
    case ErrorCode::kNotFound:
      return {404, name_of(code), "There is no such thing"};
    case ErrorCode::kBucketNotFound:
      return {404, name_of(code), "There is no such bucket"};
    case ErrorCode::kUploadNotFound:
      return {404, name_of(code), "There is no such upload"};
    case ErrorCode::kAlreadyExists:
      return {409, name_of(code), "The id is taken"};
    case ErrorCode::kBucketNotEmpty:
      return {409, name_of(code), "The bucket holds objects"};
    case ErrorCode::kPreconditionFailed:
      return {412, name_of(code), "A condition of the request does not hold"};
    case ErrorCode::kObjectTooLarge:
      return {413, name_of(code), "The object is too large"};
    case ErrorCode::kInvalidPart:
      return {400, name_of(code), "A part was not uploaded so"};
    case ErrorCode::kPartTooSmall:
      return {400, name_of(code), "A part is too small"};
    case ErrorCode::kDuplicatePerson:
      return {409, name_of(code), "The person is registered already"};
    case ErrorCode::kIdentityConflict:
      return {409, name_of(code), "The images show different people"};
    case ErrorCode::kImageOfAnotherPerson:
      return {409, name_of(code), "The image belongs to another person"};
    case ErrorCode::kChangedMeanwhile:
      return {409, name_of(code), "Others are changing the same thing", kRetryAfterSeconds};
    case ErrorCode::kNotRetryable:
      return {409, name_of(code), "It cannot be tried again"};
    case ErrorCode::kInUse:
      return {409, name_of(code), "Something else holds it"};
    case ErrorCode::kQuotaExceeded:
      return {409, name_of(code), "No more can be stored"};
    case ErrorCode::kIdempotencyMismatch:
      return {422, name_of(code), "The idempotency key was used for another request"};
    case ErrorCode::kIdempotencyInFlight:
      return {409, name_of(code), "The first request with this idempotency key is at work", kRetryAfterSeconds};
    case ErrorCode::kModelMismatch:
      return {409, name_of(code), "The collection was made with another model"};
    case ErrorCode::kAccessDenied:
      return {403, name_of(code), "Access denied"};
    case ErrorCode::kOverloaded:
      return {429, name_of(code), "Too many requests at once", kRetryAfterSeconds};
    case ErrorCode::kDeadlineExceeded:
      return {503, name_of(code), "The answer could not be given in time", kRetryAfterSeconds};
    case ErrorCode::kAbandoned:
      return {400, name_of(code), "The client has left"};
    case ErrorCode::kUnavailable:
      return {503, name_of(code), "A part of the service is out of order", kRetryAfterSeconds};
    case ErrorCode::kStoredNotSearchable:
      return {503, name_of(code), "The change is stored, but searches do not see it yet", kRetryAfterSeconds};
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return {500, name_of(code), "Internal error"};
}

ProblemKind problem_kind(HttpFault fault) {
  switch (fault) {
    case HttpFault::kUnauthenticated:
      return {401, "unauthenticated", "Credentials are missing or wrong", 0, R"(Basic realm="mien", charset="UTF-8")"};
    case HttpFault::kSignedOut:
      return {401, "unauthenticated", "Nobody is signed in", 0, R"(Mien-Session realm="mien")"};
    case HttpFault::kSessionLocked:
      return {401, "session_locked", "The session is locked", 0, R"(Mien-Session realm="mien")"};
    case HttpFault::kUnknownPath:
      return {404, "unknown_path", "There is nothing at this path"};
    case HttpFault::kMethodNotAllowed:
      return {405, "method_not_allowed", "The path does not take this method"};
    case HttpFault::kUnsupportedMediaType:
      return {415, "unsupported_media_type", "The path does not take this content type"};
    case HttpFault::kMalformedRequest:
      return {400, "malformed_request", "The request cannot be read"};
    case HttpFault::kTooSlow:
      return {408, "request_timeout", "The request came too slowly"};
    case HttpFault::kLengthRequired:
      return {411, "length_required", "The request does not say how long it is"};
    case HttpFault::kBodyTooLarge:
      return {413, "body_too_large", "The request is too large"};
    case HttpFault::kHeadersTooLarge:
      return {431, "headers_too_large", "The request has too many headers"};
    case HttpFault::kUnavailable:
      break;
  }
  return {503, "unavailable", "The service takes no more requests", kRetryAfterSeconds};
}

Problem::Problem(Error error)
    : kind(problem_kind(error.code)), detail(std::move(error.message)), log_detail(std::move(error.detail)) {
  if (error.code == ErrorCode::kDuplicatePerson || error.code == ErrorCode::kImageOfAnotherPerson)
    person_id = std::move(error.subject);
}

HttpResponse to_response(const Problem& problem, std::string_view request_id) {
  JsonWriter json;
  json.begin_object()
      .member("type", "urn:mien:problem:" + std::string(problem.kind.code))
      .member("title", problem.kind.title)
      .key("status")
      .integer(problem.kind.status)
      .member("detail", problem.detail)
      .member("code", problem.kind.code);
  if (!problem.person_id.empty()) json.member("person_id", problem.person_id);
  json.member("request_id", request_id).end_object();
  HttpResponse response{.status = problem.kind.status, .headers = problem.headers, .body = json.take()};
  response.headers.push_back({"Content-Type", "application/problem+json"});
  response.headers.push_back({"Cache-Control", "no-store"});
  if (problem.kind.retry_after_s > 0)
    response.headers.push_back({"Retry-After", std::to_string(problem.kind.retry_after_s)});
  if (!problem.kind.challenge.empty())
    response.headers.push_back({"WWW-Authenticate", std::string(problem.kind.challenge)});
  return response;
}

}  // namespace mien::api::rest
