#include "import/s3_url.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/percent.h"
#include "core/utf8.h"

namespace mien::importing {
namespace {

constexpr std::string_view kScheme = "s3://";

bool is_bucket_name(std::string_view text) {
  const auto is_allowed = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.'; };
  return text.size() >= kBucketBytesMin && text.size() <= kBucketBytesMax && std::ranges::all_of(text, is_allowed) &&
         is_alphanumeric(text.front()) && is_alphanumeric(text.back());
}

}  // namespace

Result<S3Url> parse_s3_url(std::string_view text) {
  const auto wrong = [](const std::string& why) {
    return fail(ErrorCode::kInvalidArgument, "The address of the object is wrong: " + why + ".");
  };
  if (!text.starts_with(kScheme)) return wrong("it has the form s3://BUCKET/KEY");
  const std::string_view rest = text.substr(kScheme.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 == rest.size()) return wrong("it names no object");
  S3Url url{.bucket = std::string(rest.substr(0, slash)), .key = std::string(rest.substr(slash + 1))};
  if (!is_bucket_name(url.bucket)) return wrong("a bucket's name is 3 to 63 small letters, digits, dots and hyphens");
  if (url.key.size() > kObjectKeyBytesMax)
    return wrong("the key is longer than " + std::to_string(kObjectKeyBytesMax) + " bytes");
  if (!is_utf8(url.key) || url.key.find('\0') != std::string::npos) return wrong("the key is no text in UTF-8");
  return url;
}

std::string s3_path(const S3Url& url) { return "/" + url.bucket + "/" + percent_encode(url.key, Slashes::kKept); }

}  // namespace mien::importing
