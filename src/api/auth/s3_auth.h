#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/chunk_chain.h"
#include "api/auth/key_ring.h"
#include "api/auth/s3_error.h"
#include "ports/clock.h"
#include "ports/http.h"

namespace mien::api {

/// How a request says what its body is.
enum class Payload : std::uint8_t {
  kHashed,               ///< Its SHA-256 is under the signature.
  kUnsigned,             ///< Nothing is said of it.
  kSignedChunks,         ///< aws-chunked, each chunk signed.
  kSignedChunksTrailer,  ///< The same, and signed headers after the last chunk.
  kUnsignedTrailer,      ///< aws-chunked, with headers after the last chunk; nothing of it signed.
};

/// Who a request to S3 comes from, once its head is proven, and what the head says of the body.
struct S3Caller {
  enum class Means : std::uint8_t { kHeader, kLink, kForm };

  Principal principal;
  Means means = Means::kHeader;
  Payload payload = Payload::kUnsigned;
  std::string payload_sha256{};        ///< For kHashed: 64 lower-case hexadecimal digits.
  std::optional<ChunkChain> chunks{};  ///< For payloads in signed chunks.
};

/// Where a request carries S3 credentials; kUnusable: in two places, or of a kind that S3 does not have. By the head
/// alone, cheap.
enum class S3Credentials : std::uint8_t { kNone, kHeader4, kQuery4, kHeader2, kQuery2, kUnusable };
S3Credentials find_s3_credentials(const HttpHead& head);

/// Proves that the head of a request was made by the owner of an access key: Signature Version 4 in the header or in a
/// link, or Version 2 (HMAC-SHA1) in either, at a time that counts. Covered by it are method, path, query, Host
/// (version 4), every x-amz-* header and what else the signature names; so is the body as far as
/// read_s3_body() checks it. S3 paths are taken as they are sent, without normalizing. Quick: for admit() and handle()
/// both. Not for forms (POST of multipart/form-data), whose credentials stand in the body: post_policy.h.
/// @param host_bucket  the bucket that the Host header names; empty where the path does. Version 2 signs it.
/// @errors kMissing .. kInvalidPayloadHash, kNoDecodedLength
S3Result<S3Caller> verify_s3(const HttpHead& head, std::string_view host_bucket, const KeyRing& keys,
                             const Clock& clock);

}  // namespace mien::api
