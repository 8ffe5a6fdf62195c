#pragma once

#include <filesystem>
#include <string>

namespace mien::fakes {

/// A new empty folder that goes with its owner.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace mien::fakes
