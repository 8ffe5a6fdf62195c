#include <array>
#include <chrono>
#include <numeric>
#include <optional>

#include "api/auth/dates.h"
#include "api/s3/body_sums.h"
#include "api/s3/conditions.h"
#include "api/s3/handlers.h"
#include "api/s3/object_headers.h"
#include "api/s3/owner.h"
#include "core/limits.h"

namespace mien::api::s3 {
namespace {

/// Which header of the answer each parameter of the query replaces.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kReplaced{{
    {"response-content-type", "content-type"},
    {"response-content-language", "content-language"},
    {"response-expires", "expires"},
    {"response-cache-control", "cache-control"},
    {"response-content-disposition", "content-disposition"},
    {"response-content-encoding", "content-encoding"},
}};

/// What of an object is to be sent.
struct Selection {
  enum class Kind : std::uint8_t { kWhole, kPart, kUnsatisfiable, kNoSuchPart };
  Kind kind = Kind::kWhole;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

Selection select_part(const StoredObject& object, std::uint64_t number) {
  // An object that did not come in parts is one part.
  if (object.part_bytes.empty() && number == 1) return {Selection::Kind::kWhole, 0, object.bytes};
  if (number > object.part_bytes.size()) return {.kind = Selection::Kind::kNoSuchPart};
  const auto part = object.part_bytes.begin() + static_cast<std::ptrdiff_t>(number - 1);
  return {Selection::Kind::kPart, std::accumulate(object.part_bytes.begin(), part, std::uint64_t{0}), *part};
}

/// Whether the object is still the one that If-Range names, by its ETag or by Last-Modified to the second (RFC 9110,
/// 13.1.5). What can be read as neither names another.
bool is_meant(std::string_view if_range, const StoredObject& object) {
  if (if_range.starts_with('"')) return unquoted(if_range) == object.etag;
  return parse_http_date(if_range) == std::chrono::floor<std::chrono::seconds>(object.modified);
}

Selection select(const HttpHead& head, const StoredObject& object, std::uint64_t part_number) {
  if (part_number > 0) return select_part(object, part_number);
  const Selection whole{Selection::Kind::kWhole, 0, object.bytes};
  const auto range = head.header("range");
  if (!range) return whole;
  // A range counts only for the object that it was thought for.
  if (const auto meant = head.header("if-range"); meant && !is_meant(*meant, object)) return whole;
  const RangeVerdict verdict = judge_range(*range, object.bytes);
  switch (verdict.kind) {
    case RangeVerdict::Kind::kWhole:
      break;
    case RangeVerdict::Kind::kPart:
      return {Selection::Kind::kPart, verdict.first, verdict.count};
    case RangeVerdict::Kind::kUnsatisfiable:
      return {.kind = Selection::Kind::kUnsatisfiable};
  }
  return whole;
}

std::unexpected<Refusal> not_modified(const StoredObject& object) {
  Refusal refusal{kNotModified, ""};
  HttpResponse headers;
  add_object_headers(object, headers);
  refusal.headers = std::move(headers.headers);
  return std::unexpected(std::move(refusal));
}

std::unexpected<Refusal> unsatisfiable(const HttpHead& head, const StoredObject& object) {
  Refusal refusal{kInvalidRange, std::string(kInvalidRange.message)};
  refusal.more = {{"RangeRequested", std::string(head.header("range").value_or(""))},
                  {"ActualObjectSize", std::to_string(object.bytes)}};
  refusal.headers = {{"Content-Range", "bytes */" + std::to_string(object.bytes)}};
  return std::unexpected(std::move(refusal));
}

S3Reply<void> check_verdicts(const HttpHead& head, const StoredObject& object, ReadVerdict verdict,
                             const Selection& selection) {
  switch (verdict) {
    case ReadVerdict::kRead:
      break;
    case ReadVerdict::kUnchanged:
      return not_modified(object);
    case ReadVerdict::kFailed:
      return refuse(kPreconditionFailed);
  }
  if (selection.kind == Selection::Kind::kNoSuchPart) return refuse(kInvalidPartNumber);
  if (selection.kind == Selection::Kind::kUnsatisfiable) return unsatisfiable(head, object);
  return {};
}

void replace_headers(const Target& target, StoredObject& object) {
  for (const auto& [parameter, header] : kReplaced)
    if (const auto value = target.parameter(parameter)) object.properties.headers[std::string(header)] = *value;
}

HttpResponse object_response(const Call& call, const StoredObject& object, const Selection& selection,
                             bool names_parts) {
  HttpResponse response{.status = selection.kind == Selection::Kind::kPart ? 206 : 200, .headers = {}, .body = {}};
  add_object_headers(object, response);
  if (selection.kind == Selection::Kind::kPart) {
    const std::uint64_t last = selection.first + selection.count - (selection.count > 0 ? 1 : 0);
    response.headers.push_back({"Content-Range", "bytes " + std::to_string(selection.first) + "-" +
                                                     std::to_string(last) + "/" + std::to_string(object.bytes)});
  }
  if (names_parts && !object.part_bytes.empty())
    response.headers.push_back({"x-amz-mp-parts-count", std::to_string(object.part_bytes.size())});
  const bool is_whole = selection.kind == Selection::Kind::kWhole;
  if (is_whole && object.checksum && call.header("x-amz-checksum-mode") == "ENABLED")
    add_checksum(*object.checksum, response);
  return response;
}

/// Its bytes, or a stream of them where they are many.
S3Reply<void> add_body(const Call& call, app::ReadObject::Opened opened, HttpResponse& response) {
  const ByteRange range = opened.range;
  if (range.count <= limits::kObjectWholeBytesMax) {
    auto bytes = read_part(*opened.file, range);
    if (!bytes) return refuse(std::move(bytes).error());
    response.body = *std::move(bytes);
    return {};
  }
  auto stream = call.use.streams.begin(std::move(opened.file), range);
  if (!stream) return refuse(std::move(stream).error());
  response.stream = *std::move(stream);
  response.stream_bytes = range.count;
  return {};
}

}  // namespace

/// GetObject and HeadObject: a HEAD is answered without the bytes.
Reply get_object(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  MIEN_TRY_VOID(check_version(call.target.parameter("versionId")));
  MIEN_TRY(const std::uint64_t part, number_parameter(call.target, "partNumber", 1, limits::kUploadPartsMax, 0));
  const bool is_head = call.head.method == "HEAD";
  ReadVerdict verdict = ReadVerdict::kRead;
  Selection selection;
  auto opened = call.use.read_object.open(bucket, path, [&](const StoredObject& object) -> std::optional<ByteRange> {
    verdict = judge_conditions(call.head, object);
    selection = select(call.head, object, part);
    const bool has_bytes = selection.kind == Selection::Kind::kWhole || selection.kind == Selection::Kind::kPart;
    if (is_head || verdict != ReadVerdict::kRead || !has_bytes) return std::nullopt;
    return ByteRange{selection.first, selection.count};
  });
  if (!opened) return refuse(std::move(opened).error());
  StoredObject& object = opened->object;
  MIEN_TRY_VOID(check_verdicts(call.head, object, verdict, selection));
  if (!app::PutObject::check(object.properties)) return refuse(kInternalError);
  replace_headers(call.target, object);
  if (!app::PutObject::check({.headers = object.properties.headers, .metadata = {}}))
    return refuse(kInvalidRequest, "A response header of the query cannot be sent.");
  HttpResponse response = object_response(call, object, selection, part > 0);
  if (is_head)
    response.headers.push_back({"Content-Length", std::to_string(selection.count)});
  else
    MIEN_TRY_VOID(add_body(call, *std::move(opened), response));
  return response;
}

Reply get_object_acl(const Call& call) {
  MIEN_TRY(const BucketName bucket, call.bucket());
  MIEN_TRY(const ObjectPath path, call.path());
  MIEN_TRY_VOID(check_version(call.target.parameter("versionId")));
  const auto found = call.use.read_object.run(bucket, path, [](const StoredObject&) { return std::nullopt; });
  if (!found) return refuse(found.error());
  return xml_response(acl_of_the_owner(call.settings));
}

}  // namespace mien::api::s3
