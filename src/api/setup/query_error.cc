#include "api/setup/query_error.h"

#include "api/http/retry_after.h"
#include "api/xml/writer.h"

namespace mien::api::setup {

QueryError to_query_error(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidPageToken:
    case ErrorCode::kImageFormat:
    case ErrorCode::kImageTooLarge:
    case ErrorCode::kImageTooSmall:
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kModelMismatch:
    case ErrorCode::kObjectTooLarge:
    case ErrorCode::kInvalidPart:
    case ErrorCode::kPartTooSmall:
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
      return kValidation;
    case ErrorCode::kNotFound:
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
      return {404, "NoSuchEntity"};
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
      return {409, "EntityAlreadyExists"};
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kBucketNotEmpty:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kIdempotencyMismatch:
      return {409, "ConcurrentModification"};
    case ErrorCode::kQuotaExceeded:
      return {409, "LimitExceeded"};
    case ErrorCode::kAccessDenied:
      return {403, "AccessDenied"};
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
      return {400, "Throttling"};
    case ErrorCode::kAbandoned:
      return {400, "RequestAbandoned"};
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return {500, "ServiceFailure"};
}

QueryError to_query_error(AuthProblem problem) {
  switch (problem) {
    case AuthProblem::kMissing:
      return {403, "MissingAuthenticationToken"};
    case AuthProblem::kIncomplete:
      return {403, "IncompleteSignature"};
    case AuthProblem::kUnknownKey:
      return {403, "InvalidClientTokenId"};
    case AuthProblem::kBadSignature:
      break;
  }
  return {403, "SignatureDoesNotMatch"};
}

QueryError to_query_error(int status) {
  if (status == 413) return {413, "RequestEntityTooLarge"};
  if (status == 503) return {503, "ServiceUnavailable"};
  if (status < 500) return {status, "ValidationError"};
  return {500, "ServiceFailure"};
}

HttpResponse query_error_response(const QueryError& error, std::string_view message, std::string_view xmlns,
                                  std::string_view request_id) {
  XmlWriter xml;
  xml.open("ErrorResponse", "xmlns=\"" + std::string(xmlns) + "\"").open("Error");
  xml.text("Type", error.http_status < 500 ? "Sender" : "Receiver");
  xml.text("Code", error.code).text("Message", message).close();
  xml.text("RequestId", request_id).close();
  HttpResponse response{.status = error.http_status,
                        .headers = {{"x-amzn-RequestId", std::string(request_id)}, {"Content-Type", "text/xml"}},
                        .body = xml.take()};
  if (error.http_status == 503 || error.code == "Throttling") response.headers.push_back(retry_after());
  return response;
}

}  // namespace mien::api::setup
