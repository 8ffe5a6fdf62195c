#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/posix/descriptor.h"
#include "ports/objects.h"

namespace mien {

/// The Objects port over a folder: root/ab/<key>, where ab begins the key. A file is written under root/incoming,
/// synced, renamed to its place, and the folder synced, so that it is there whole or not at all. Files have mode 0600,
/// folders 0700. Thread-safe. Holds the root open, so it does not depend on the working directory.
class FsObjects final : public Objects {
 public:
  /// Makes the root if it is missing (not its parents) with its folders, and deletes what an interrupted put left in
  /// root/incoming.
  /// @errors kUnavailable  the message names the folder: it is for the operator.
  static Result<std::unique_ptr<FsObjects>> open(const std::string& root);

  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override;
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override;
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override;
  Result<void> remove(const ObjectKey& key) override;
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  FsObjects(posix::Descriptor root, posix::Descriptor incoming)
      : root_(std::move(root)), incoming_(std::move(incoming)) {}
  struct OpenFile {
    posix::Descriptor descriptor;
    std::uint64_t bytes;
  };
  /// @errors kNotFound, kUnavailable
  Result<OpenFile> open_file(const ObjectKey& key) const;

  posix::Descriptor root_;
  posix::Descriptor incoming_;
};

}  // namespace mien
