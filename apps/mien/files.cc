#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "adapters/posix/file_io.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;

/// Of a pipe, whose length nobody says, the first part; it doubles.
constexpr std::size_t kFirstBytes = std::size_t{64} << 10;

std::unexpected<ReadFault> unreadable(std::string why) {
  return std::unexpected(ReadFault{ReadFault::Kind::kUnreadable, std::move(why)});
}

std::unexpected<ReadFault> too_large(std::size_t bytes_max) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20;
  const std::string limit =
      bytes_max % kMegabyte == 0 ? std::to_string(bytes_max / kMegabyte) + " MB" : std::to_string(bytes_max) + " bytes";
  return std::unexpected(ReadFault{ReadFault::Kind::kTooLarge, "it is larger than " + limit});
}

/// `Bytes` is a string or a vector of bytes.
template <class Bytes>
std::expected<Bytes, ReadFault> read_whole(const fs::path& path, std::size_t bytes_max, FileKinds kinds) {
  const int wait = kinds == FileKinds::kAny ? 0 : O_NONBLOCK;
  const posix::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | wait));
  if (!file.is_open()) return unreadable(errno == ENXIO ? "it is no ordinary file" : std::strerror(errno));
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unreadable(std::strerror(errno));
  if (S_ISDIR(status.st_mode)) return unreadable("it is a folder");
  const bool is_ordinary = S_ISREG(status.st_mode);
  if (!is_ordinary && kinds == FileKinds::kOrdinary) return unreadable("it is no ordinary file");
  const auto said = is_ordinary ? static_cast<std::size_t>(status.st_size) : 0;  // 0 in /proc, too.
  if (said > bytes_max) return too_large(bytes_max);
  // A byte more than is said, or allowed, so that the end shows.
  Bytes bytes;
  for (std::size_t filled = 0, room = said > 0 ? said + 1 : kFirstBytes;; room *= 2) {
    bytes.resize(std::min(room, bytes_max + 1));
    const auto got = posix::read_up_to(file.get(), std::as_writable_bytes(std::span(bytes)).subspan(filled));
    if (!got) return unreadable(std::strerror(errno));
    filled += *got;
    if (filled > bytes_max) return too_large(bytes_max);
    if (filled == bytes.size()) continue;
    bytes.resize(filled);
    return bytes;
  }
}

}  // namespace

std::expected<std::string, ReadFault> read_text(const fs::path& path, std::size_t bytes_max, FileKinds kinds) {
  return read_whole<std::string>(path, bytes_max, kinds);
}

Result<std::vector<std::byte>> read_file(const fs::path& path, std::size_t bytes_max) {
  auto bytes = read_whole<std::vector<std::byte>>(path, bytes_max, FileKinds::kOrdinary);
  if (bytes) return *std::move(bytes);
  return fail(ErrorCode::kInvalidArgument, "Cannot read the file " + path.string() + ": " + bytes.error().why + ".");
}

Result<void> write_file(const fs::path& path, std::span<const std::byte> bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return fail(ErrorCode::kUnavailable, "Cannot write the file " + path.string() + ".");
  return {};
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  return write_file(path, std::as_bytes(std::span(text)));
}

}  // namespace mien::cli
