#pragma once

#include <memory>
#include <string>
#include <utility>

#include "adapters/posix/descriptor.h"
#include "adapters/system/data_directory_rules.h"
#include "core/result.h"

namespace mien {

/// The folder that holds everything that must survive; docs/formats/data-directory.md describes it. While this object
/// lives no other process can open the folder. Files that Mien does not know are left alone.
class DataDirectory {
 public:
  using Privacy = DataDirectoryPrivacy;

  /// Makes the folder (mode 0700) and its parents where they are missing, locks it and checks its version. One that is
  /// open to others is made private where it is this user's and holds nothing but Mien's, so that nobody loses access
  /// to a folder that was named by mistake.
  /// What lies in it must be this user's or the folder owner's, no link, and is made readable to nobody else (but for
  /// root-keys.json and sealing-key.json, whose readers refuse them then: the secret may be known).
  /// data_directory_rules.h has these rules.
  /// @errors kUnavailable   in use by another process, read-only, with foreign contents, or not usable at all.
  /// @errors kIncompatible  written by a newer version, or its VERSION file is damaged. The messages name the folder:
  ///                        they are for the operator.
  static Result<std::unique_ptr<DataDirectory>> open(const std::string& path);

  const std::string& path() const { return path_; }  ///< Absolute.
  Privacy privacy() const { return privacy_; }       ///< As the start found it, or made it.
  std::string database_path() const { return path_ + "/mien.db"; }
  std::string objects_path() const { return path_ + "/objects"; }
  std::string index_path() const { return path_ + "/index"; }
  std::string root_keys_path() const { return path_ + "/root-keys.json"; }
  std::string sealing_key_path() const { return path_ + "/sealing-key.json"; }

 private:
  DataDirectory(std::string path, posix::Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  Privacy privacy_ = Privacy::kPrivate;
  posix::Descriptor lock_;  ///< The open LOCK file; the lock goes with it, however the process ends.
};

}  // namespace mien
