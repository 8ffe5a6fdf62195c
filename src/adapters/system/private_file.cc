#include "adapters/system/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>

#include "adapters/posix/file_io.h"

namespace mien::files {
namespace {

constexpr std::size_t kBytesMax = 64 * 1024;

std::unexpected<Error> trouble(const std::string& path, std::string_view verb) {
  return fail(ErrorCode::kUnavailable, path + " cannot be " + std::string(verb) + ": " + std::strerror(errno) + ".");
}

Result<void> write_new(const std::string& path, std::string_view content) {
  // What an interrupted call left is started again, with a mode of our own.
  ::unlink(path.c_str());
  const posix::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return trouble(path, "created");
  if (!posix::write_all(file.get(), std::as_bytes(std::span(content))) || ::fsync(file.get()) != 0)
    return trouble(path, "written");
  return {};
}

}  // namespace

Result<void> replace(const std::string& path, std::string_view content) {
  const std::string next = path + ".new";
  if (auto written = write_new(next, content); !written) {
    ::unlink(next.c_str());
    return written;
  }
  if (std::rename(next.c_str(), path.c_str()) != 0) return trouble(path, "written");
  return sync_folder(std::filesystem::path(path).parent_path().string());
}

Result<std::optional<Content>> read(const std::string& path) {
  const auto no_plain_file = [&] { return fail(ErrorCode::kAccessDenied, path + " is no plain file."); };
  const posix::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP) return no_plain_file();
    return trouble(path, "read");
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return trouble(path, "read");
  if (!S_ISREG(status.st_mode)) return no_plain_file();
  Content content{.text = std::string(kBytesMax, '\0'), .mode = status.st_mode & 07777U};
  const auto filled = posix::read_up_to(file.get(), std::as_writable_bytes(std::span(content.text)));
  if (!filled) return trouble(path, "read");
  content.text.resize(*filled);
  return content;
}

Result<void> sync_folder(const std::string& path) {
  if (!posix::sync_folder(AT_FDCWD, path)) return trouble(path, "synced");
  return {};
}

}  // namespace mien::files
