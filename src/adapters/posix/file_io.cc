#include "adapters/posix/file_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace mien::posix {

Descriptor open_folder(int parent, const std::string& name) {
  // A path that the operator gave may go over links; a folder within one of ours is never one.
  const int follow = parent == AT_FDCWD ? 0 : O_NOFOLLOW;
  return Descriptor(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | follow | O_CLOEXEC));
}

bool write_all(int file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

std::optional<std::size_t> read_up_to(int file, std::span<std::byte> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = ::read(file, out.data() + filled, out.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

bool sync_folder(int parent, const std::string& name) {
  const Descriptor folder = open_folder(parent, name);
  return folder.is_open() && ::fsync(folder.get()) == 0;
}

}  // namespace mien::posix
