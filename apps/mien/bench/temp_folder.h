#pragma once

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/result.h"

namespace mien::cli {

/// A folder of this process's own (mode 0700) that goes with the object, with all that is in it. A process that is
/// killed leaves it behind.
class TempFolder {
 public:
  /// $TMPDIR, else /tmp.
  static std::filesystem::path system_parent() {
    std::error_code failed;
    auto parent = std::filesystem::temp_directory_path(failed);
    return failed ? std::filesystem::path("/tmp") : std::move(parent);
  }
  /// In `parent`, with a name that begins with `prefix`. @errors kUnavailable
  static Result<TempFolder> make(const std::filesystem::path& parent, std::string_view prefix) {
    std::string path = (parent / prefix).string() + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
      return fail(ErrorCode::kUnavailable, "No folder can be made in " + parent.string() + ".", std::strerror(errno));
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
