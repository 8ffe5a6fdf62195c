#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/s3_auth.h"
#include "api/auth/s3_error.h"
#include "ports/http.h"

namespace mien::api {

/// A body whose hash is known, or was not asked for, is looked at where it lies; one in chunks is taken out of them.
struct S3Body {
  /// Valid as long as this and the body that was sent.
  std::string_view bytes() const { return unwrapped ? std::string_view(*unwrapped) : sent; }

  std::string_view sent{};                 ///< As it was sent.
  std::optional<std::string> unwrapped{};  ///< Out of its chunks.
  /// Headers that came after the last chunk: names in lower case, each once, just those that x-amz-trailer announced.
  /// What they say is still to be compared with the bytes: checksums.h.
  std::vector<std::pair<std::string, std::string>> trailers{};
};

/// The size that a body will have, as far as its head tells: x-amz-decoded-content-length where it comes in chunks,
/// else Content-Length. nullopt: unknown, or not a number.
std::optional<std::size_t> s3_body_bytes(const S3Caller& caller, const HttpHead& head);

/// How many bytes a body of `decoded` bytes may have as it is sent, chunks and trailer included.
std::size_t s3_encoded_bytes_max(const S3Caller& caller, std::size_t decoded);

/// Content-Encoding without aws-chunked, which is not the object's; empty where nothing is left.
std::string s3_content_encoding(const HttpHead& head);

/// Makes of a body what its sender meant: checks its hash, or takes it out of its chunks, whose signatures, sizes and
/// trailer are checked. Only what comes in chunks is copied; `body` outlives what is returned.
/// @errors kBadSignature, kPayloadHashMismatch, kNoDecodedLength, kIncompleteBody, kInvalidChunkSize, kMalformedTrailer
S3Result<S3Body> read_s3_body(const S3Caller& caller, const HttpHead& head, std::string_view body);

}  // namespace mien::api
