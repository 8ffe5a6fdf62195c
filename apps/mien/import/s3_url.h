#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace mien::importing {

inline constexpr std::size_t kBucketBytesMin = 3;  ///< Of S3 itself, as the two below.
inline constexpr std::size_t kBucketBytesMax = 63;
inline constexpr std::size_t kObjectKeyBytesMax = 1024;

/// An object of an S3 server: s3://BUCKET/KEY. Invariant: the bucket's name has only what S3 allows in one, so it can
/// stand in an address as it is; the key is 1..kObjectKeyBytesMax bytes of UTF-8, any others than zero.
struct S3Url {
  std::string bucket;
  std::string key;
  bool operator==(const S3Url&) const = default;
};

/// Whether it is meant to be one.
inline bool is_s3_url(std::string_view text) { return text.starts_with("s3://"); }

/// The key is taken as it is, as the aws CLI takes it: nothing in it is decoded.
/// @errors kInvalidArgument  the message says what is wrong.
Result<S3Url> parse_s3_url(std::string_view text);

/// The object's path below an S3 server's address, in path style: "/BUCKET/KEY", with everything in the key but
/// letters, digits, "-._~" and slashes percent-encoded, as signatures have it.
std::string s3_path(const S3Url& url);

}  // namespace mien::importing
