#pragma once

#include <string>
#include <utility>

#include "app/intake/uploaded_objects.h"
#include "core/patience.h"
#include "ports/clock.h"
#include "ports/http_sender.h"
#include "ports/ids.h"
#include "s3_access.h"

namespace mien::cli {

/// What lies in buckets of another S3 server. An object's sequence follows from its ETag (app::sequence_of_etag), and
/// its user metadata comes with it. Thread-safe.
class SourceObjects final : public app::UploadedObjects {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    HttpSender& sender;
    const Clock& clock;
    const Ids& ids;
  };
  /// @param patience  over when the service stops
  SourceObjects(S3Access access, Ports ports, Patience patience)
      : access_(std::move(access)), ports_(ports), patience_(std::move(patience)) {}

  /// @errors kNotFound, kImageTooLarge (before its bytes, where the server says how many there are), kAbandoned,
  ///   kUnavailable (whatever else the server answers, a refused key among it)
  Result<Upload> read(const std::string& bucket, const std::string& key, std::size_t bytes_max) const override;
  /// Asks for the ETag first, and deletes on the condition that it is still the same, which not every server heeds.
  Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) override;

 private:
  Result<HttpResponse> ask(std::string_view method, const std::string& bucket, const std::string& key,
                           std::size_t bytes_max, std::vector<HttpHeader> more = {}) const;

  S3Access access_;
  Ports ports_;
  Patience patience_;
};

}  // namespace mien::cli
