#include "core/bucket.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "core/utf8.h"

namespace mien {
namespace {

/// Kept for access points, analytics and the like. Source: S3 user guide, "Bucket naming rules".
constexpr std::array<std::string_view, 3> kKeptPrefixes{"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 5> kKeptSuffixes{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};

constexpr bool is_lower_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

/// Whether a client could take it for one: four runs of digits with dots between them.
bool looks_like_an_address(std::string_view text) {
  return std::ranges::count(text, '.') == 3 &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
}

bool is_bucket_name(std::string_view text) {
  if (text.size() < BucketName::kBytesMin || text.size() > BucketName::kBytesMax) return false;
  if (!std::ranges::all_of(text, [](char c) { return is_lower_alphanumeric(c) || c == '.' || c == '-'; })) return false;
  if (!is_lower_alphanumeric(text.front()) || !is_lower_alphanumeric(text.back())) return false;
  if (text.find("..") != std::string_view::npos || looks_like_an_address(text)) return false;
  return std::ranges::none_of(kKeptPrefixes, [&](std::string_view kept) { return text.starts_with(kept); }) &&
         std::ranges::none_of(kKeptSuffixes, [&](std::string_view kept) { return text.ends_with(kept); });
}

}  // namespace

Result<BucketName> BucketName::parse(std::string_view text) {
  if (!is_bucket_name(text)) return fail(ErrorCode::kInvalidArgument, "The specified bucket is not valid.");
  return BucketName(std::string(text));
}

Result<ObjectPath> ObjectPath::parse(std::string_view text) {
  if (text.empty()) return fail(ErrorCode::kInvalidArgument, "An object's key must not be empty.");
  if (text.size() > kBytesMax) return fail(ErrorCode::kInvalidArgument, "Your key is too long");
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
    return fail(ErrorCode::kInvalidArgument, "An object's key must be UTF-8 without NUL.");
  return ObjectPath(std::string(text));
}

}  // namespace mien
