#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "api/surface.h"

namespace mien::api {

/// A file of the console as it was built: its bytes packed in two ways, and as they are for clients that take neither.
struct ConsoleFile {
  std::string_view path;  ///< Below /ui/.
  std::string_view content_type;
  std::string_view etag;  ///< In quotes.
  std::string_view plain;
  std::string_view gzip;
  std::string_view brotli;
};

/// The console's pages: files below /ui/, of which those in assets/ have a hash of their content in their names and are
/// kept by browsers for good. Every other path below /ui/, and /docs, is a page that index.html draws. Nothing in them
/// is a secret, so nobody is asked who they are. Thread-safe.
class ConsolePages final : public Surface {
 public:
  /// @param files  with an index.html; they outlive this object
  explicit ConsolePages(std::span<const ConsoleFile> files);

  /// GET and HEAD of /ui, what is below it, and /docs, without other credentials.
  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  const ConsoleFile* find(std::string_view path) const;

  std::map<std::string_view, const ConsoleFile*> files_;
};

}  // namespace mien::api
