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

struct S3Body {
  std::string bytes;
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
/// trailer are checked. In place: the bytes move to the front of `body`.
/// @errors kBadSignature, kPayloadHashMismatch, kNoDecodedLength, kIncompleteBody, kInvalidChunkSize, kMalformedTrailer
S3Result<S3Body> read_s3_body(const S3Caller& caller, const HttpHead& head, std::string body);

}  // namespace mien::api
