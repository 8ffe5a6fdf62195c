#include "api/s3/copy_source.h"

#include <algorithm>
#include <utility>

#include "api/s3/conditions.h"
#include "core/limits.h"
#include "core/percent.h"

namespace mien::api::s3 {
namespace {

struct Source {
  std::string bucket;
  std::string key;
  std::optional<std::string> version{};
};

/// BUCKET/KEY, percent-encoded, with or without a slash in front, and maybe "?versionId=".
S3Reply<Source> parse_source(std::string_view text) {
  const auto wrong = [] {
    return refuse(kInvalidArgument, "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  };
  Source out;
  constexpr std::string_view kVersion = "?versionId=";
  if (const auto mark = text.rfind(kVersion); mark != std::string_view::npos) {
    out.version = text.substr(mark + kVersion.size());
    text = text.substr(0, mark);
  }
  auto decoded = percent_decode(text);
  if (!decoded) return wrong();
  std::string_view path = *decoded;
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) return wrong();
  out.bucket = path.substr(0, slash);
  out.key = path.substr(slash + 1);
  return out;
}

struct Choice {
  ReadVerdict verdict = ReadVerdict::kRead;
  RangeVerdict range{};
};

}  // namespace

bool copies_onto_itself(const Call& call) {
  const auto source = parse_source(call.header("x-amz-copy-source"));
  return source && source->bucket == call.target.bucket && source->key == call.target.key;
}

S3Reply<app::ReadObject::Content> read_copy_source(const Call& call, std::string_view range_header) {
  MIEN_TRY(const Source source, parse_source(call.header("x-amz-copy-source")));
  MIEN_TRY_VOID(check_version(source.version));
  const auto bucket = BucketName::parse(source.bucket);
  if (!bucket) return refuse(kInvalidBucketName);
  MIEN_TRY(const ObjectPath path, to_path(source.key));
  Choice choice;
  const auto choose = [&](const StoredObject& object) -> std::optional<ByteRange> {
    choice.verdict = judge_conditions(call.head, object, kCopySourceConditions);
    choice.range = judge_range(range_header, object.bytes);
    if (choice.verdict != ReadVerdict::kRead) return std::nullopt;
    if (range_header.empty()) return ByteRange{};
    if (choice.range.kind != RangeVerdict::Kind::kPart) return std::nullopt;
    return ByteRange{choice.range.first, choice.range.count};
  };
  auto content = call.use.read_object.run(*bucket, path, choose);
  if (!content) return refuse(std::move(content).error());
  if (choice.verdict != ReadVerdict::kRead) return refuse(kPreconditionFailed);
  if (!range_header.empty() && choice.range.kind != RangeVerdict::Kind::kPart)
    return refuse(kInvalidArgument,
                  "The x-amz-copy-source-range value must be of the form bytes=first-last where "
                  "first and last are the zero-based offsets of the first and last bytes to copy");
  return *std::move(content);
}

}  // namespace mien::api::s3
