#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/result.h"
#include "ports/site_files.h"

namespace mien {

/// A folder of pages as it is when the service starts: read once and kept in memory, so that no request reaches the
/// disk. Follows no links, and leaves out what begins with a dot.
class SiteFolder final : public SiteFiles {
 public:
  /// @errors kInvalidArgument  it is no folder, holds a link or something else that is no file, or more than
  ///         limits::kSiteFilesMax files or limits::kSiteBytesMax bytes; kUnavailable  it cannot be read
  static Result<std::unique_ptr<SiteFolder>> open(const std::string& folder);
  const SiteFile* find(std::string_view path) const override;

 private:
  explicit SiteFolder(std::map<std::string, SiteFile, std::less<>> files) : files_(std::move(files)) {}
  std::map<std::string, SiteFile, std::less<>> files_;
};

}  // namespace mien
