#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/s3/refusal.h"
#include "core/stored_object.h"
#include "ports/buckets.h"
#include "ports/http.h"

namespace mien::api::s3 {

/// Under what a client wants to read an object, by headers of these names (CopyObject has others than GetObject).
struct ConditionHeaders {
  std::string_view if_match = "if-match";
  std::string_view if_none_match = "if-none-match";
  std::string_view if_modified_since = "if-modified-since";
  std::string_view if_unmodified_since = "if-unmodified-since";
};
inline constexpr ConditionHeaders kCopySourceConditions{"x-amz-copy-source-if-match", "x-amz-copy-source-if-none-match",
                                                        "x-amz-copy-source-if-modified-since",
                                                        "x-amz-copy-source-if-unmodified-since"};

enum class ReadVerdict : std::uint8_t { kRead, kUnchanged, kFailed };
/// In the order of RFC 9110, 13.2.2. Dates that cannot be read count for nothing.
ReadVerdict judge_conditions(const HttpHead& head, const StoredObject& object, const ConditionHeaders& names = {});

/// Of a request that stores: If-None-Match: * and If-Match. @errors NotImplemented (any other)
S3Reply<PutConditions> put_conditions(const HttpHead& head);

/// Without the quotes.
std::string_view unquoted(std::string_view etag);
std::string in_quotes(std::string_view etag);

/// The part of an object that a Range header asks for.
struct RangeVerdict {
  enum class Kind : std::uint8_t { kWhole, kPart, kUnsatisfiable };
  Kind kind = Kind::kWhole;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};
/// Of one range in bytes; any other text, also several ranges, asks for the whole, as S3 takes it.
RangeVerdict judge_range(std::string_view range, std::uint64_t bytes);

}  // namespace mien::api::s3
