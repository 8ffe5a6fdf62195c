#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace mien::api {

/// Why S3's surface does not believe a caller, or not the body. S3 tells more cases apart than other services do; what
/// stands behind each is S3's own name for it.
/// Source: "Error responses" of S3's API reference, and the texts of its answers.
enum class S3Problem : std::uint8_t {
  kMissing,              ///< No credentials at all. AccessDenied 403
  kSeveralMechanisms,    ///< Credentials in more than one place, or of an unknown kind. InvalidArgument 400
  kMalformedHeader,      ///< AuthorizationHeaderMalformed 400
  kMalformedQuery,       ///< AuthorizationQueryParametersError 400
  kNoDate,               ///< Neither X-Amz-Date nor Date, or none that can be read. AccessDenied 403
  kSkewed,               ///< Signed at another time than now. RequestTimeTooSkewed 403
  kExpired,              ///< A link or form whose time is over. AccessDenied 403
  kNotYetValid,          ///< One whose time has not come. AccessDenied 403
  kUnsignedHeaders,      ///< Host or an x-amz-* header is not under the signature. AccessDenied 403
  kUnknownKey,           ///< InvalidAccessKeyId 403
  kInvalidToken,         ///< A session token, which this service never gave out. InvalidToken 400
  kBadSignature,         ///< SignatureDoesNotMatch 403
  kNoPayloadHash,        ///< No x-amz-content-sha256. InvalidRequest 400
  kInvalidPayloadHash,   ///< One that is no hash and none of S3's words. InvalidArgument 400
  kPayloadHashMismatch,  ///< XAmzContentSHA256Mismatch 400
  kNoDecodedLength,      ///< aws-chunked without x-amz-decoded-content-length. MissingContentLength 411
  kIncompleteBody,       ///< The chunks are not those of a whole body. IncompleteBody 400
  kInvalidChunkSize,     ///< A signed chunk but the last has under 8 KB. InvalidChunkSizeError 403
  kMalformedTrailer,     ///< The trailer is not what x-amz-trailer says. MalformedTrailerError 400
  kInvalidPolicy,        ///< The policy of a form cannot be read. InvalidPolicyDocument 400
  kMissingField,         ///< A form without a field that it must have. InvalidArgument 400
  kPolicyBroken,         ///< A form that its policy does not allow. AccessDenied 403
  kTooLarge,             ///< A file above the policy's range. EntityTooLarge 400
  kTooSmall,             ///< A file below it. EntityTooSmall 400
};

struct [[nodiscard]] S3Error {
  S3Problem problem;
  std::string message;  ///< For the caller: holds nothing secret.
};

template <class T>
using S3Result = std::expected<T, S3Error>;

inline std::unexpected<S3Error> refuse(S3Problem problem, std::string message) {
  return std::unexpected(S3Error{problem, std::move(message)});
}

}  // namespace mien::api
