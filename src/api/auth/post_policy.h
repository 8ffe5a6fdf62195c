#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "api/auth/s3_auth.h"
#include "api/auth/s3_error.h"
#include "ports/clock.h"

namespace mien::api {

/// What a browser sends to a bucket with a form that somebody signed for it.
struct PostForm {
  struct Field {
    std::string name;   ///< As sent; names are compared without regard to case.
    std::string value;  ///< With ${filename} replaced: conditions hold for what it becomes.
  };
  std::string_view bucket;
  std::span<const Field> fields;  ///< All but the file, also those that mean nothing.
  std::size_t file_bytes = 0;

  /// nullptr where there is no such field.
  const Field* find(std::string_view name) const;
};

/// `value` with each ${filename} replaced by the last part of the path that the browser named.
std::string with_file_name(std::string_view value, std::string_view file_name);

/// Proves that a form was signed by the owner of an access key (version 4 or 2), that its policy has not expired, that
/// all its conditions hold, and that it speaks of every field but those that S3 exempts and of the bucket.
/// Source: S3's API reference, "POST policy" and "Browser-based uploads".
/// @errors kMissing (a form without credentials), kMalformedQuery, kNoDate, kExpired, kNotYetValid, kUnknownKey,
///         kInvalidToken, kBadSignature, kInvalidPolicy, kMissingField, kPolicyBroken, kTooLarge, kTooSmall
S3Result<S3Caller> verify_post_form(const PostForm& form, const KeyRing& keys, const Clock& clock);

}  // namespace mien::api
