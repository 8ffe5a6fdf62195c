#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/posix/descriptor.h"
#include "ports/objects.h"

namespace mien {

/// The Objects port over a folder: root/ab/<key>, where ab begins the key. A file is written under root/incoming,
/// synced, renamed to its place, and the folder synced, so that it is there whole or not at all. Files have mode 0600,
/// folders 0700. Thread-safe. Holds the root open, so it does not depend on the working directory.
class FsObjects final : public Objects {
 public:
  /// Makes the root if it is missing (not its parents) and deletes what an interrupted put left in root/incoming.
  /// @errors kUnavailable  the message names the folder: it is for the operator.
  static Result<std::unique_ptr<FsObjects>> open(const std::string& root);

  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override;
  /// One file under both keys. @errors kUnavailable  the file system has no links, or the file has all that it may
  Result<void> copy(const ObjectKey& from, const ObjectKey& to) override;
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override;
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override;
  Result<void> remove(const ObjectKey& key) override;
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  static constexpr std::size_t kFolders = 256;

  FsObjects(posix::Descriptor root, posix::Descriptor incoming)
      : root_(std::move(root)), incoming_(std::move(incoming)) {}
  /// Makes the entry durable that was made for the key, or takes it back: nobody may find what was not acknowledged.
  Result<void> settle(const ObjectKey& key);
  Result<void> ensure_folder(const ObjectKey& key);
  struct OpenFile {
    posix::Descriptor descriptor;
    std::uint64_t bytes;
  };
  /// @errors kNotFound, kUnavailable
  Result<OpenFile> open_file(const ObjectKey& key) const;

  posix::Descriptor root_;
  posix::Descriptor incoming_;
  std::mutex folders_mutex_;
  /// Folders that this process has made sure of, their entries included. Guarded by folders_mutex_.
  std::bitset<kFolders> folders_;
};

}  // namespace mien
