#include "api/s3/refusal.h"

#include "api/http/retry_after.h"
#include "api/s3/document.h"

namespace mien::api::s3 {
namespace {

ErrorKind kind_of(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidPageToken:
    case ErrorCode::kImageFormat:
    case ErrorCode::kImageTooSmall:
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kModelMismatch:
    case ErrorCode::kIdempotencyMismatch:
      return kInvalidArgument;
    case ErrorCode::kImageTooLarge:
    case ErrorCode::kObjectTooLarge:
      return kEntityTooLarge;
    case ErrorCode::kNotFound:
      return kNoSuchKey;
    case ErrorCode::kBucketNotFound:
      return kNoSuchBucket;
    case ErrorCode::kUploadNotFound:
      return kNoSuchUpload;
    case ErrorCode::kAlreadyExists:
      return kBucketAlreadyOwned;
    case ErrorCode::kBucketNotEmpty:
      return kBucketNotEmpty;
    case ErrorCode::kPreconditionFailed:
      return kPreconditionFailed;
    case ErrorCode::kInvalidPart:
      return kInvalidPart;
    case ErrorCode::kPartTooSmall:
      return kEntityTooSmall;
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kIdempotencyInFlight:
      return kConflict;
    case ErrorCode::kQuotaExceeded:
      return kQuotaExceeded;
    case ErrorCode::kAccessDenied:
      return kAccessDenied;
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
      return kSlowDown;
    case ErrorCode::kAbandoned:
      return kRequestTimeout;
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
      return kServiceUnavailable;
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return kInternalError;
}

ErrorKind kind_of(S3Problem problem) {
  switch (problem) {  // Likewise.
    case S3Problem::kMissing:
    case S3Problem::kNoDate:
    case S3Problem::kExpired:
    case S3Problem::kNotYetValid:
    case S3Problem::kUnsignedHeaders:
    case S3Problem::kPolicyBroken:
      return kAccessDenied;
    case S3Problem::kSeveralMechanisms:
    case S3Problem::kInvalidPayloadHash:
    case S3Problem::kMissingField:
      return kInvalidArgument;
    case S3Problem::kMalformedHeader:
      return {400, "AuthorizationHeaderMalformed", "The authorization header you provided is invalid."};
    case S3Problem::kMalformedQuery:
      return {400, "AuthorizationQueryParametersError", "The query parameters you provided are invalid."};
    case S3Problem::kSkewed:
      return {403, "RequestTimeTooSkewed",
              "The difference between the request time and the current time is too large."};
    case S3Problem::kUnknownKey:
      return {403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."};
    case S3Problem::kInvalidToken:
      return {400, "InvalidToken", "The provided token is malformed or otherwise invalid."};
    case S3Problem::kBadSignature:
      return {403, "SignatureDoesNotMatch",
              "The request signature we calculated does not match the signature you provided. Check your key and "
              "signing method."};
    case S3Problem::kNoPayloadHash:
      return kInvalidRequest;
    case S3Problem::kPayloadHashMismatch:
      return {400, "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed."};
    case S3Problem::kNoDecodedLength:
      return kMissingContentLength;
    case S3Problem::kIncompleteBody:
      return {400, "IncompleteBody", "The request body terminated unexpectedly"};
    case S3Problem::kInvalidChunkSize:
      return {403, "InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes"};
    case S3Problem::kMalformedTrailer:
      return {400, "MalformedTrailerError",
              "The request contained trailing data that was not well-formed or did not conform to our published "
              "schema."};
    case S3Problem::kInvalidPolicy:
      return {400, "InvalidPolicyDocument",
              "The content of the form does not meet the conditions specified in the "
              "policy document."};
    case S3Problem::kTooLarge:
      return kEntityTooLarge;
    case S3Problem::kTooSmall:
      break;
  }
  return kEntityTooSmall;
}

}  // namespace

std::unexpected<Refusal> refuse(Error error) {
  const ErrorKind kind = kind_of(error.code);
  // Codes whose words are S3's speak S3's; others tell what the domain found.
  const bool own_words = error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kQuotaExceeded;
  return std::unexpected(
      Refusal{kind, own_words ? std::move(error.message) : std::string(kind.message), std::move(error.detail)});
}

std::unexpected<Refusal> refuse(S3Error error) {
  const ErrorKind kind = kind_of(error.problem);
  return std::unexpected(Refusal{kind, error.message.empty() ? std::string(kind.message) : std::move(error.message)});
}

Refusal refusal_of(int http_status) {
  const auto whole = [](const ErrorKind& kind) { return Refusal{kind, std::string(kind.message)}; };
  switch (http_status) {
    case 408:
      return whole(kRequestTimeout);
    case 411:
      return whole(kMissingContentLength);
    case 413:
      return whole(kEntityTooLarge);
    case 431:
      return whole(kRequestHeadersTooLarge);
    case 500:
      return whole(kInternalError);
    case 503:
      return whole(kSlowDown);
    default:
      return whole({400, "InvalidRequest", "The request cannot be read."});
  }
}

void add_request_id(HttpResponse& response, std::string_view request_id) {
  response.headers.push_back({"x-amz-request-id", std::string(request_id)});
  response.headers.push_back({"x-amz-id-2", std::string(request_id)});
}

HttpResponse to_response(const Refusal& refusal, std::string_view method, std::string_view resource,
                         std::string_view request_id) {
  HttpResponse response{.status = refusal.kind.http_status, .headers = refusal.headers, .body = {}};
  add_request_id(response, request_id);
  if (refusal.kind.http_status == 503) response.headers.push_back(retry_after());
  if (method == "HEAD" || refusal.kind.http_status == 304) return response;
  XmlWriter xml = xml_document("Error", "");
  xml.text("Code", refusal.kind.code).text("Message", refusal.message);
  for (const auto& [name, value] : refusal.more) xml.text(name, value);
  xml.text("Resource", resource).text("RequestId", request_id).text("HostId", request_id).close();
  response.headers.push_back({"Content-Type", "application/xml"});
  response.body = xml.take();
  return response;
}

}  // namespace mien::api::s3
