#include "import/s3_photos.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

#include "core/limits.h"
#include "import/photo_file.h"

namespace mien::importing {
namespace {

constexpr int kDone = 200;

/// Refusals of whoever asks, in S3's words and, the last, in versitygw's: every photo would be refused in the same way.
/// Source: Amazon S3 API reference, "Error responses".
bool is_about_key(const std::string& code) {
  constexpr std::array<std::string_view, 10> kCodes{"InvalidAccessKeyId",
                                                    "SignatureDoesNotMatch",
                                                    "RequestTimeTooSkewed",
                                                    "ExpiredToken",
                                                    "InvalidToken",
                                                    "InvalidSecurity",
                                                    "TokenRefreshRequired",
                                                    "AuthorizationHeaderMalformed",
                                                    "CredentialsNotSupported",
                                                    "XAdminUserNotFound"};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

std::string told(const S3Answer& answer) {
  return "the S3 server answers with status " + std::to_string(answer.status) +
         (answer.code.empty() ? "" : " (" + answer.code + ")");
}

Refusal too_large() {
  return {"image_too_large", "the object is larger than " + std::to_string(limits::kObjectImageBytesMax >> 20) + " MB"};
}

/// Where there is no code, the status says the same.
Refusal status_refusal(const S3Answer& answer) {
  if (answer.code == "NoSuchBucket") return {"bucket_missing", "there is no such bucket"};
  if (answer.code == "NoSuchKey" || (answer.status == 404 && answer.code.empty()))
    return {"object_missing", "there is no such object"};
  if (answer.status == 403 || answer.status == 401) return {"object_denied", told(answer)};
  if (answer.status == 301 || answer.status == 307 || answer.code == "PermanentRedirect")
    return {"object_elsewhere", "the bucket is elsewhere: see --s3-endpoint and --s3-region"};
  return {"object_unreadable", told(answer)};
}

}  // namespace

/// The answer to a request that was done, after as many tries as make sense.
Usable<S3Answer> S3Photos::ask(const std::function<S3Answer()>& request) const {
  S3Answer last;
  const auto decided = courier_.send(0, [&]() -> Answer {
    last = request();
    // What is decided without a status must not look to the courier as if nobody had answered.
    const bool is_decided =
        last.trouble == S3Answer::Trouble::kTooLarge || last.trouble == S3Answer::Trouble::kNeverWill;
    return {.status = is_decided ? kDone : last.status,
            .code = last.code,
            .reason = last.reason,
            .retry_after = last.retry_after};
  });
  if (!decided) return std::unexpected(Refusal{"object_unreadable", "the import was stopped"});
  if (last.trouble == S3Answer::Trouble::kNone && last.status == kDone) return last;
  return std::unexpected(refusal_of(last));
}

Refusal S3Photos::refusal_of(const S3Answer& answer) const {
  if (answer.trouble == S3Answer::Trouble::kTooLarge) return too_large();
  if (answer.trouble == S3Answer::Trouble::kNeverWill) {
    stop_.raise(Stop::Why::kUnreachable, "the photos of the S3 server cannot be read: " + answer.reason);
    return {"object_unreadable", answer.reason};
  }
  if (is_about_key(answer.code)) stop_.raise(Stop::Why::kRefused, "the S3 server refuses the key: " + answer.code);
  return status_refusal(answer);
}

PhotoStamp S3Photos::stamp_of(const S3Answer& answer) const {
  const Sha256 digest = ids_.sha256(std::as_bytes(std::span(answer.version_tag)));
  std::int64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  // The journal keeps it as JSON, where it must not lose its last places: 53 bits survive everywhere.
  constexpr std::int64_t kMask = (std::int64_t{1} << 53) - 1;
  return {.bytes = answer.size, .changed_ns = number & kMask};
}

Usable<PhotoStamp> S3Photos::stamp(const std::string& text) const {
  const auto url = parse_s3_url(text);
  if (!url) return std::unexpected(Refusal{"object_unreadable", url.error().message});
  auto answer = ask([&] { return service_.head(*url); });
  // What refuses a head has no words for it; a get has.
  const bool is_clear = answer || answer.error().code == "image_too_large";
  if (!is_clear && !stop_.is_raised()) answer = ask([&] { return service_.get(*url); });
  if (!answer) return std::unexpected(std::move(answer).error());
  if (answer->size > limits::kObjectImageBytesMax) return std::unexpected(too_large());
  return stamp_of(*answer);
}

Usable<ReadPhoto> S3Photos::read(const std::string& text) const {
  const auto url = parse_s3_url(text);
  if (!url) return std::unexpected(Refusal{"object_unreadable", url.error().message});
  auto answer = ask([&] { return service_.get(*url); });
  if (!answer) return std::unexpected(std::move(answer).error());
  if (answer->bytes.empty()) return std::unexpected(Refusal{"image_format", "the object is empty"});
  if (!begins_as_photo(answer->bytes))
    return std::unexpected(Refusal{"image_format", "the object is no JPEG, PNG or WebP"});
  const PhotoStamp stamp = stamp_of(*answer);
  return ReadPhoto{std::move(answer->bytes), stamp};
}

}  // namespace mien::importing
