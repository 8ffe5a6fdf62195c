#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace mien {

/// Name of a bucket. Invariant: S3's rules for general purpose buckets, so that every name can stand in a path and in a
/// host name: 3 to 63 lower-case letters, digits, '.' and '-'; a letter or digit at both ends; no two dots in a row; no
/// IPv4 address; none of the prefixes and suffixes that AWS keeps for itself.
class BucketName {
 public:
  static constexpr std::size_t kBytesMin = 3;
  static constexpr std::size_t kBytesMax = 63;
  /// @errors kInvalidArgument
  static Result<BucketName> parse(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const BucketName&) const = default;

 private:
  explicit BucketName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// What S3 calls the key of an object: where it lies in its bucket. Invariant: 1 to 1024 bytes of UTF-8 without NUL.
/// Ordered by its bytes, as listings are.
class ObjectPath {
 public:
  static constexpr std::size_t kBytesMax = 1024;
  /// @errors kInvalidArgument
  static Result<ObjectPath> parse(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const ObjectPath&) const = default;

 private:
  explicit ObjectPath(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace mien
