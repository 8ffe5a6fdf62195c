#include "serve/source_objects.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#include "core/ascii.h"
#include "core/limits.h"

namespace mien::cli {
namespace {

constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr int kPreconditionFailed = 412;
constexpr std::string_view kMetadata = "x-amz-meta-";
/// Of what a HEAD tells of: nothing of it comes.
constexpr std::size_t kAnyLength{std::numeric_limits<std::int64_t>::max()};
/// Documents that say what is wrong are shorter.
constexpr std::size_t kRefusalBytesMax = 64 * 1024;

std::string header_of(const HttpResponse& answer, std::string_view name) {
  HttpHead head;
  head.headers = answer.headers;
  return std::string(head.header(name).value_or(""));
}

std::unexpected<Error> refusal(const HttpResponse& answer) {
  if (answer.status == kNotFound) return fail(ErrorCode::kNotFound, "The source has no such object.");
  return fail(ErrorCode::kUnavailable, "The source answered with status " + std::to_string(answer.status) + ".");
}

}  // namespace

Result<HttpResponse> SourceObjects::ask(std::string_view method, const std::string& bucket, const std::string& key,
                                        std::size_t bytes_max, std::vector<HttpHeader> more) const {
  // Signed anew each time: a signature is good for some minutes only.
  const auto at = std::chrono::floor<std::chrono::seconds>(ports_.clock.now());
  S3Request signed_request = sign_s3_request(access_, method, bucket, key, at, std::move(more));
  auto answer = ports_.sender.send({.method = std::string(method),
                                    .url = std::move(signed_request.url),
                                    .headers = std::move(signed_request.headers),
                                    .timeout = limits::kSourceTimeout,
                                    .answer_bytes_max = bytes_max},
                                   patience_);
  if (answer) return answer;
  const ErrorCode code = answer.error().code;
  if (code == ErrorCode::kImageTooLarge) return fail(code, "The object is larger than its intake takes.");
  if (code == ErrorCode::kAbandoned) return answer;
  return fail(ErrorCode::kUnavailable, "The source cannot be reached.", answer.error().message);
}

Result<app::UploadedObjects::Upload> SourceObjects::read(const std::string& bucket, const std::string& key,
                                                         std::size_t bytes_max) const {
  MIEN_TRY(const HttpResponse answer, ask("GET", bucket, key, std::max(bytes_max, kRefusalBytesMax)));
  if (answer.status != kOk) return refusal(answer);
  if (answer.body.size() > bytes_max)
    return fail(ErrorCode::kImageTooLarge, "The object is larger than its intake takes.");
  Upload upload{.bytes = std::vector<std::byte>(answer.body.size()),
                .sequence = app::sequence_of_etag(header_of(answer, "ETag"), ports_.ids),
                .metadata = TextMap{}};
  if (!answer.body.empty()) std::memcpy(upload.bytes.data(), answer.body.data(), answer.body.size());
  for (const HttpHeader& header : answer.headers) {
    const std::string name = lower_case(header.name);
    if (name.starts_with(kMetadata)) upload.metadata->emplace(name.substr(kMetadata.size()), header.value);
  }
  return upload;
}

Result<void> SourceObjects::remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) {
  MIEN_TRY(const HttpResponse found, ask("HEAD", bucket, key, kAnyLength));
  if (found.status == kNotFound) return {};
  if (found.status != kOk) return refusal(found);
  const std::string etag = header_of(found, "ETag");
  if (app::sequence_of_etag(etag, ports_.ids) != sequence) return {};
  MIEN_TRY(const HttpResponse answer, ask("DELETE", bucket, key, kRefusalBytesMax, {{"If-Match", etag}}));
  const bool is_gone = answer.status / 100 == 2 || answer.status == kNotFound || answer.status == kPreconditionFailed;
  if (!is_gone) return refusal(answer);
  return {};
}

}  // namespace mien::cli
