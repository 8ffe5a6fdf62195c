#include "adapters/system/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace mien::files {
namespace {

constexpr std::size_t kBytesMax = 64 * 1024;

std::unexpected<Error> trouble(const std::string& path, std::string_view verb) {
  return fail(ErrorCode::kUnavailable, path + " cannot be " + std::string(verb) + ": " + std::strerror(errno) + ".");
}

/// Closes at the end of its scope.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0) : file_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  bool is_open() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

Result<void> write_new(const std::string& path, std::string_view content) {
  // What an interrupted call left is started again, with a mode of our own.
  ::unlink(path.c_str());
  const File file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!file.is_open()) return trouble(path, "created");
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return trouble(path, "written");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return trouble(path, "written");
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
  const File file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    return trouble(path, "read");
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return trouble(path, "read");
  Content content{.text = std::string(kBytesMax, '\0'), .mode = status.st_mode & 07777U};
  std::size_t filled = 0;
  while (filled < content.text.size()) {
    const ssize_t got = ::read(file.get(), content.text.data() + filled, content.text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return trouble(path, "read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.text.resize(filled);
  return content;
}

Result<void> sync_folder(const std::string& path) {
  const File folder(path, O_RDONLY | O_DIRECTORY);
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return trouble(path, "synced");
  return {};
}

}  // namespace mien::files
