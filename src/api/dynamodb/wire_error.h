#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/auth_error.h"
#include "core/result.h"

namespace mien::api::dynamodb {

/// An error as the wire knows it.
struct WireError {
  /// Whose error it is: clients of the JSON protocols read what stands behind the '#' of "__type".
  enum class Source : std::uint8_t { kService, kValidation, kProtocol };
  int http_status;
  std::string_view aws_name;
  Source source = Source::kService;
  bool retryable = false;

  std::string type() const {
    switch (source) {
      case Source::kService:
        return "com.amazonaws.dynamodb.v20120810#" + std::string(aws_name);
      case Source::kValidation:
        return "com.amazon.coral.validate#" + std::string(aws_name);
      case Source::kProtocol:
        break;
    }
    return "com.amazon.coral.service#" + std::string(aws_name);
  }
};

inline constexpr WireError kValidation{400, "ValidationException", WireError::Source::kValidation};
inline constexpr WireError kSerialization{400, "SerializationException", WireError::Source::kProtocol};
inline constexpr WireError kUnknownOperation{400, "UnknownOperationException", WireError::Source::kProtocol};
inline constexpr WireError kConditionFailed{400, "ConditionalCheckFailedException"};
inline constexpr WireError kNoSuchTable{400, "ResourceNotFoundException"};
inline constexpr WireError kTableInUse{400, "ResourceInUseException"};
inline constexpr WireError kOverloaded{400, "ThrottlingException", WireError::Source::kService, true};
inline constexpr WireError kInternal{500, "InternalServerError", WireError::Source::kService, true};

/// Source: DynamoDB developer guide, "Error handling", and the service model's error lists.
constexpr WireError to_wire(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kNotFound:
      return kNoSuchTable;
    case ErrorCode::kAlreadyExists:
      return kTableInUse;
    case ErrorCode::kQuotaExceeded:
      return {400, "LimitExceededException"};
    case ErrorCode::kAccessDenied:
      return {400, "AccessDeniedException", WireError::Source::kProtocol};
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
      return kOverloaded;
    case ErrorCode::kAbandoned:
      return {400, "RequestAbandonedException", WireError::Source::kProtocol};
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidPageToken:
      return kValidation;
    // None of these comes from a table.
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
    case ErrorCode::kBucketNotEmpty:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kObjectTooLarge:
    case ErrorCode::kInvalidPart:
    case ErrorCode::kPartTooSmall:
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
    case ErrorCode::kImageFormat:
    case ErrorCode::kImageTooLarge:
    case ErrorCode::kImageTooSmall:
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kIdempotencyMismatch:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kModelMismatch:
    case ErrorCode::kUnavailable:
    case ErrorCode::kStoredNotSearchable:
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return kInternal;
}

/// The JSON protocols answer authentication errors with 400.
constexpr WireError to_wire(AuthProblem problem) {
  constexpr auto kProtocol = WireError::Source::kProtocol;
  switch (problem) {
    case AuthProblem::kMissing:
      return {400, "MissingAuthenticationTokenException", kProtocol};
    case AuthProblem::kIncomplete:
      return {400, "IncompleteSignatureException", kProtocol};
    case AuthProblem::kUnknownKey:
      return {400, "UnrecognizedClientException", kProtocol};
    case AuthProblem::kBadSignature:
      break;
  }
  return {400, "InvalidSignatureException", kProtocol};
}

/// A request that is answered with an error.
struct [[nodiscard]] Refusal {
  WireError error;
  std::string message;
  std::string detail{};     ///< For the log only.
  std::string item_json{};  ///< The item that did not meet the condition, where it was asked for.
};

template <class T>
using WireResult = std::expected<T, Refusal>;
/// The JSON text of an answer.
using Reply = WireResult<std::string>;

inline std::unexpected<Refusal> refuse(WireError error, std::string message) {
  return std::unexpected(Refusal{error, std::move(message)});
}
inline std::unexpected<Refusal> invalid(std::string message) { return refuse(kValidation, std::move(message)); }
inline std::unexpected<Refusal> refuse(Error error) {
  std::string message = std::move(error.message);
  // In the words that clients of DynamoDB know.
  if (error.code == ErrorCode::kNotFound) message = "Cannot do operations on a non-existent table";
  if (error.code == ErrorCode::kAlreadyExists) message = "Cannot create preexisting table";
  return std::unexpected(Refusal{to_wire(error.code), std::move(message), std::move(error.detail)});
}

/// As MIEN_TRY, for what fails with an Error.
#define MIEN_WIRE_TRY_(tmp, decl, expr)                                   \
  auto tmp = (expr);                                                      \
  if (!tmp) return ::mien::api::dynamodb::refuse(std::move(tmp).error()); \
  decl = *std::move(tmp)
#define MIEN_WIRE_TRY(decl, expr) MIEN_WIRE_TRY_(MIEN_CAT(mien_wire_try_, __LINE__), decl, expr)

}  // namespace mien::api::dynamodb
