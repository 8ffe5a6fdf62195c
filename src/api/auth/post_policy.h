#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/key_ring.h"
#include "api/auth/s3_auth.h"
#include "api/auth/s3_error.h"
#include "ports/clock.h"

namespace mien::api {

/// What a browser sends to a bucket with a form that somebody signed for it. Views into the request: nothing of it is
/// copied before it is proven.
struct PostForm {
  struct Field {
    std::string_view name;   ///< As sent; names are compared without regard to case.
    std::string_view value;  ///< As sent.
  };
  std::string_view bucket;
  std::span<const Field> fields;  ///< All but the file, also those that mean nothing.
  std::string_view file_name{};   ///< As the browser names it; what ${filename} stands for.
  std::size_t file_bytes = 0;

  /// nullptr where there is no such field.
  const Field* find(std::string_view name) const;
};

/// A form whose owner is known and whose policy holds.
struct ProvenForm {
  struct Field {
    std::string name;   ///< As sent.
    std::string value;  ///< With ${filename} replaced.
  };
  S3Caller caller;
  std::vector<Field> fields;  ///< At most kFormFieldsMax and kFormFieldsBytesMax.

  /// Empty where there is no such field.
  std::string_view value(std::string_view name) const;
};

/// `value` with each ${filename} replaced by the last part of the path that the browser named; nullopt where that is
/// longer than `bytes_max`, which is found out without making it.
std::optional<std::string> with_file_name(std::string_view value, std::string_view file_name, std::size_t bytes_max);

/// Proves that a form was signed by the owner of an access key (version 4 or 2), that its policy has not expired, that
/// all its conditions hold, and that it speaks of every field but those that S3 exempts and of the bucket. Conditions
/// hold for what fields become; they become that once the signature is known to be right, and within the limits that
/// hold for what was sent.
/// Source: S3's API reference, "POST policy" and "Browser-based uploads".
/// @errors kMissing (a form without credentials), kMalformedQuery, kNoDate, kExpired, kNotYetValid, kUnknownKey,
///         kInvalidToken, kBadSignature, kInvalidPolicy, kMissingField, kPolicyBroken, kTooLarge, kTooSmall
S3Result<ProvenForm> verify_post_form(const PostForm& form, const KeyRing& keys, const Clock& clock);

}  // namespace mien::api
