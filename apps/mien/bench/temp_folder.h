#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "core/result.h"

namespace mien::cli {

/// A folder of this process's own (mode 0700) that goes with the object, with all that is in it. A process that is
/// killed leaves it behind.
class TempFolder {
 public:
  /// In $TMPDIR, else /tmp. @errors kUnavailable
  static Result<TempFolder> make(const std::string& prefix) {
    std::error_code failed;
    const auto parent = std::filesystem::temp_directory_path(failed);
    std::string path = ((failed ? std::filesystem::path("/tmp") : parent) / (prefix + "XXXXXX")).string();
    if (::mkdtemp(path.data()) == nullptr) return fail(ErrorCode::kUnavailable, "Cannot make a folder like " + path);
    return TempFolder(std::move(path));
  }
  ~TempFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempFolder& operator=(TempFolder&& other) noexcept {
    path_.swap(other.path_);
    return *this;
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace mien::cli
