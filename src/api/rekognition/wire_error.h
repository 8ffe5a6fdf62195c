#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/auth_error.h"
#include "core/result.h"

namespace mien::api::rekognition {

struct WireError {
  int http_status;
  std::string_view aws_name;
  bool retryable;
};

/// Source: Rekognition developer guide, "Error handling", and the service model's error lists.
constexpr WireError to_wire(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kObjectTooLarge:
      return {400, "ImageTooLargeException", false};
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kImageTooSmall:
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kModelMismatch:
    case ErrorCode::kBucketNotEmpty:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kInvalidPart:
    case ErrorCode::kPartTooSmall:
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
      return {400, "InvalidParameterException", false};
    case ErrorCode::kInvalidPageToken:
      return {400, "InvalidPaginationTokenException", false};
    case ErrorCode::kImageFormat:
      return {400, "InvalidImageFormatException", false};
    case ErrorCode::kImageTooLarge:
      return {400, "ImageTooLargeException", false};
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
      return {400, "InvalidS3ObjectException", false};
    case ErrorCode::kNotFound:
      return {400, "ResourceNotFoundException", false};
    case ErrorCode::kAlreadyExists:
      return {400, "ResourceAlreadyExistsException", false};
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
      return {400, "ConflictException", false};
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kIdempotencyInFlight:
      return {400, "ConflictException", true};
    case ErrorCode::kIdempotencyMismatch:
      return {400, "IdempotentParameterMismatchException", false};
    case ErrorCode::kQuotaExceeded:
      return {400, "ServiceQuotaExceededException", false};
    case ErrorCode::kAccessDenied:
      return {400, "AccessDeniedException", false};
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
      return {400, "ThrottlingException", true};
    case ErrorCode::kAbandoned:
      return {400, "RequestAbandonedException", false};
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return {500, "InternalServerError", true};
}

/// The JSON protocols answer authentication errors with 400.
constexpr WireError to_wire(AuthProblem problem) {
  switch (problem) {
    case AuthProblem::kMissing:
      return {400, "MissingAuthenticationTokenException", false};
    case AuthProblem::kIncomplete:
      return {400, "IncompleteSignatureException", false};
    case AuthProblem::kUnknownKey:
      return {400, "UnrecognizedClientException", false};
    case AuthProblem::kBadSignature:
      break;
  }
  return {400, "InvalidSignatureException", false};
}

// What only the wire knows.
inline constexpr WireError kSerialization{400, "SerializationException", false};
inline constexpr WireError kValidation{400, "ValidationException", false};
inline constexpr WireError kUnknownOperation{400, "UnknownOperationException", false};

/// A request that is answered with an error.
struct [[nodiscard]] Refusal {
  WireError error;
  std::string message;
  std::string detail{};  ///< For the log only.
};

template <class T>
using WireResult = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(WireError error, std::string message) {
  return std::unexpected(Refusal{error, std::move(message), {}});
}
inline std::unexpected<Refusal> refuse(Error error) {
  return std::unexpected(Refusal{to_wire(error.code), std::move(error.message), std::move(error.detail)});
}

}  // namespace mien::api::rekognition
