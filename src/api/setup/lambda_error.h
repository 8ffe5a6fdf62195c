#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/auth_error.h"
#include "core/result.h"

namespace mien::api::setup {

struct LambdaError {
  int http_status;
  std::string_view aws_name;
};

/// Source: Lambda API reference, the operations' errors.
constexpr LambdaError to_lambda_error(ErrorCode code) {
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
      return {400, "InvalidParameterValueException"};
    case ErrorCode::kNotFound:
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
      return {404, "ResourceNotFoundException"};
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
    case ErrorCode::kIdempotencyMismatch:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kBucketNotEmpty:
      return {409, "ResourceConflictException"};
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kPreconditionFailed:
      return {412, "PreconditionFailedException"};
    case ErrorCode::kQuotaExceeded:
      return {400, "CodeStorageExceededException"};
    case ErrorCode::kAccessDenied:
      return {403, "AccessDeniedException"};
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
      return {429, "TooManyRequestsException"};
    case ErrorCode::kAbandoned:
      return {400, "RequestAbandonedException"};
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return {500, "ServiceException"};
}

constexpr LambdaError to_lambda_error(AuthProblem problem) {
  switch (problem) {
    case AuthProblem::kMissing:
      return {403, "MissingAuthenticationTokenException"};
    case AuthProblem::kIncomplete:
      return {403, "IncompleteSignatureException"};
    case AuthProblem::kUnknownKey:
      return {403, "UnrecognizedClientException"};
    case AuthProblem::kBadSignature:
      break;
  }
  return {403, "InvalidSignatureException"};
}

/// What the HTTP server found wrong with a request, or 500.
constexpr LambdaError to_lambda_error(int status) {
  if (status == 413) return {413, "RequestEntityTooLargeException"};
  if (status == 503) return {429, "TooManyRequestsException"};
  if (status < 500) return {status, "InvalidRequestContentException"};
  return {500, "ServiceException"};
}

// What only the wire knows.
inline constexpr LambdaError kBadContent{400, "InvalidRequestContentException"};
inline constexpr LambdaError kSerialization{400, "SerializationException"};
inline constexpr LambdaError kLambdaValidation{400, "ValidationException"};
inline constexpr LambdaError kBadValue{400, "InvalidParameterValueException"};
inline constexpr LambdaError kTooLarge{413, "RequestEntityTooLargeException"};
inline constexpr LambdaError kPolicyTooLong{400, "PolicyLengthExceededException"};
inline constexpr LambdaError kUnknownLambdaOperation{404, "UnknownOperationException"};

/// A request that is answered with an error.
struct [[nodiscard]] LambdaRefusal {
  LambdaError error;
  std::string message;
  std::string detail{};  ///< For the log only.
};

template <class T>
using LambdaResult = std::expected<T, LambdaRefusal>;

inline std::unexpected<LambdaRefusal> refuse(LambdaError error, std::string message) {
  return std::unexpected(LambdaRefusal{error, std::move(message), {}});
}
inline std::unexpected<LambdaRefusal> refuse_lambda(Error error) {
  return std::unexpected(LambdaRefusal{to_lambda_error(error.code), std::move(error.message), std::move(error.detail)});
}

}  // namespace mien::api::setup
