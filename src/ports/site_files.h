#pragma once

#include <string>
#include <string_view>

namespace mien {

struct SiteFile {
  std::string content_type;
  std::string etag;  ///< With its quotes.
  std::string bytes;
};

/// The files of a client's own pages. Thread-safe. Adapter: site_folder.
class SiteFiles {
 public:
  virtual ~SiteFiles() = default;
  /// By their path below the site, without a slash in front: "assets/app.js". nullptr: there is none.
  virtual const SiteFile* find(std::string_view path) const = 0;
};

}  // namespace mien
