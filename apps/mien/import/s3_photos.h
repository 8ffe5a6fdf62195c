#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "import/pace.h"
#include "import/s3_url.h"
#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

/// What an S3 server said to one request.
struct S3Answer {
  enum class Trouble : std::uint8_t {
    kNone,
    kNoAnswer,   ///< None whole, this time.
    kTooLarge,   ///< The object has, or is said to have, more bytes than a photo may.
    kNeverWill,  ///< Its address cannot be used, it is no S3 server, or not to be trusted.
  };
  Trouble trouble = Trouble::kNone;
  int status = 0;        ///< Of HTTP; 0 where there is trouble.
  std::string code{};    ///< Of S3's error document, as NoSuchKey; empty where there was none.
  std::string reason{};  ///< Of the trouble.
  std::optional<std::chrono::seconds> retry_after{};
  std::string bytes{};        ///< Of the object, after a get.
  std::uint64_t size = 0;     ///< Of the object.
  std::string version_tag{};  ///< Another one where the object is another: its ETag, else its time.
};

/// An S3 server whose objects are read. Sends each request once. Thread-safe.
class S3Service {
 public:
  virtual ~S3Service() = default;
  virtual S3Answer get(const S3Url& url) = 0;
  /// All but the bytes. A refusal has no code: there is no document with it.
  virtual S3Answer head(const S3Url& url) = 0;
};

/// Photos that lie on an S3 server. What may pass is asked for again; what refuses every photo stops the import: a key
/// that is not known, a server that is none of S3. Thread-safe.
///
/// Codes of refusals: object_missing, bucket_missing, object_denied, image_too_large, image_format, object_elsewhere
/// (the bucket is in another region), object_unreadable.
class S3Photos {
 public:
  /// Borrows all. The courier is its own: Mien's answers say nothing of this server.
  S3Photos(S3Service& service, Courier& courier, Stop& stop, const Ids& ids)
      : service_(service), courier_(courier), stop_(stop), ids_(ids) {}
  /// `changed_ns` is a number that follows from the object's ETag.
  Usable<PhotoStamp> stamp(const std::string& url) const;
  Usable<ReadPhoto> read(const std::string& url) const;

 private:
  Usable<S3Answer> ask(const std::function<S3Answer()>& request) const;
  Refusal refusal_of(const S3Answer& answer) const;
  PhotoStamp stamp_of(const S3Answer& answer) const;

  S3Service& service_;
  Courier& courier_;
  Stop& stop_;
  const Ids& ids_;
};

}  // namespace mien::importing
