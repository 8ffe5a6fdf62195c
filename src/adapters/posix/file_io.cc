#include "adapters/posix/file_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace mien::posix {
namespace {

/// Calls `write(part, offset of the part)` until everything is written.
template <class Write>
bool write_whole(std::span<const std::byte> bytes, Write write) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(bytes.subspan(done), done);
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = EIO;  // Not of a file; but nobody shall wait forever, or miss the reason.
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

/// Calls `read(rest, offset of the rest)` until `out` is full or nothing more comes.
template <class Read>
std::optional<std::size_t> read_whole(std::span<std::byte> out, Read read) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = read(out.subspan(filled), filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

}  // namespace

Descriptor open_folder(int parent, const std::string& name) {
  const int follow = parent == AT_FDCWD ? 0 : O_NOFOLLOW;
  return Descriptor(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | follow | O_CLOEXEC));
}

bool write_all(int file, std::span<const std::byte> bytes) {
  return write_whole(bytes, [&](auto part, std::size_t) { return ::write(file, part.data(), part.size()); });
}

bool write_all_at(int file, std::uint64_t at, std::span<const std::byte> bytes) {
  return write_whole(bytes, [&](auto part, std::size_t offset) {
    return ::pwrite(file, part.data(), part.size(), static_cast<off_t>(at + offset));
  });
}

std::optional<std::size_t> read_up_to(int file, std::span<std::byte> out) {
  return read_whole(out, [&](auto rest, std::size_t) { return ::read(file, rest.data(), rest.size()); });
}

std::optional<std::size_t> read_up_to_at(int file, std::uint64_t at, std::span<std::byte> out) {
  return read_whole(out, [&](auto rest, std::size_t offset) {
    return ::pread(file, rest.data(), rest.size(), static_cast<off_t>(at + offset));
  });
}

bool sync_folder(int parent, const std::string& name) {
  const Descriptor folder = open_folder(parent, name);
  return folder.is_open() && ::fsync(folder.get()) == 0;
}

}  // namespace mien::posix
