#include "adapters/system/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapters/system/private_file.h"

namespace mien {
namespace {

constexpr int kVersion = 1;

std::unexpected<Error> unusable(const std::string& path, const std::string& why) {
  return fail(ErrorCode::kUnavailable, "The data directory " + path + " " + why + ".");
}

Result<void> make(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) return unusable(path, "cannot be made: " + error.message());
  if (::mkdir(path.c_str(), 0700) == 0) return files::sync_folder(parent.string());
  if (errno == EEXIST) return {};
  return unusable(path, std::string("cannot be made: ") + std::strerror(errno));
}

Result<void> check_writable(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return unusable(path, std::string("cannot be read: ") + std::strerror(errno));
  if (!S_ISDIR(status.st_mode)) return unusable(path, "is not a directory");
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) == 0) return {};
  if (errno == EROFS) return unusable(path, "lies on a read-only file system");
  if (errno == EACCES) return unusable(path, "may not be written by this user");
  return unusable(path, std::string("cannot be written: ") + std::strerror(errno));
}

Result<void> check_version(const std::string& path) {
  const std::string file = path + "/VERSION";
  MIEN_TRY(const std::optional<files::Content> content, files::read(file));
  if (!content) return files::replace(file, std::to_string(kVersion) + "\n");
  int version = 0;
  const char* const end = content->text.data() + content->text.size();
  const auto [rest, error] = std::from_chars(content->text.data(), end, version);
  const std::string_view after(rest, static_cast<std::size_t>(end - rest));
  if (error != std::errc() || version < 1 || !(after.empty() || after == "\n"))
    return fail(ErrorCode::kIncompatible, file + " is damaged: it must hold a version number.");
  if (version > kVersion)
    return fail(ErrorCode::kIncompatible, "The data directory " + path + " has version " + std::to_string(version) +
                                              " and was written by a newer Mien; this one knows version " +
                                              std::to_string(kVersion) + ".");
  return {};
}

/// What lies in the folder: docs/formats/data-directory.md.
constexpr std::array<std::string_view, 3> kFolders{"objects", "index", "tls"};
/// The journal is no file of a running Mien; but SQLite would play back one that it finds, pages of anybody's making.
constexpr std::array<std::string_view, 10> kOurs{
    "LOCK",    "VERSION", "mien.db",        "mien.db-wal", "mien.db-shm", "mien.db-journal",
    "objects", "index",   "root-keys.json", "tls"};

/// Refuses what another user may have put there before us, and takes from others the right to read what a copy that was
/// put back may have given them.
Result<void> secure_contents(const std::string& path) {
  struct stat folder{};
  if (::stat(path.c_str(), &folder) != 0) return unusable(path, std::string("cannot be read: ") + std::strerror(errno));
  // Everybody could take our files away or put others in their place, whatever the modes of the files themselves.
  if ((folder.st_mode & S_IWOTH) != 0 && (folder.st_mode & S_ISVTX) == 0)
    return unusable(path, "can be written by every user; run: chmod o-w " + path);
  for (const std::string_view name : kOurs) {
    const std::string file = path + "/" + std::string(name);
    struct stat status{};
    if (::lstat(file.c_str(), &status) != 0) continue;  // Not there yet.
    const std::string what = "holds " + std::string(name) + ", which ";
    const bool is_folder = std::ranges::find(kFolders, name) != kFolders.end();
    if (is_folder ? !S_ISDIR(status.st_mode) : !S_ISREG(status.st_mode) || status.st_nlink > 1)
      return unusable(path, what + "is no plain " + (is_folder ? "folder" : "file") + " of its own");
    if (status.st_uid != ::geteuid() && status.st_uid != folder.st_uid)
      return unusable(path, what + "belongs to another user than the directory");
    const mode_t wanted = is_folder ? 0700 : 0600;
    if ((status.st_mode & 0077U) != 0 && name != "root-keys.json" && ::chmod(file.c_str(), wanted) != 0)
      return unusable(path, what + "others can read: " + std::strerror(errno));
  }
  return {};
}

/// Whether nothing lies in the folder that is not Mien's.
bool holds_only_ours(const std::string& path) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error))
    if (std::ranges::find(kOurs, entry.path().filename().string()) == kOurs.end()) return false;
  return !error;
}

DataDirectory::Privacy make_private(const std::string& path) {
  constexpr mode_t kOthers = 0077;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return DataDirectory::Privacy::kOpenToOthers;
  if ((status.st_mode & kOthers) == 0) return DataDirectory::Privacy::kPrivate;
  const bool changed = status.st_uid == ::geteuid() && holds_only_ours(path) && ::chmod(path.c_str(), 0700) == 0;
  return changed ? DataDirectory::Privacy::kMadePrivate : DataDirectory::Privacy::kOpenToOthers;
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const std::string& path) {
  std::error_code error;
  std::string absolute = std::filesystem::absolute(path, error).lexically_normal().string();
  if (path.empty() || error) return fail(ErrorCode::kUnavailable, "The data directory has no usable name.");
  if (absolute.size() > 1 && absolute.back() == '/') absolute.pop_back();
  MIEN_TRY_VOID(make(absolute));
  MIEN_TRY_VOID(check_writable(absolute));
  const int lock = ::open((absolute + "/LOCK").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return unusable(absolute, std::string("cannot be locked: ") + std::strerror(errno));
  std::unique_ptr<DataDirectory> directory(new DataDirectory(absolute, lock));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return unusable(absolute, "is in use by another process");
    return unusable(absolute, std::string("cannot be locked: ") + std::strerror(errno));
  }
  directory->privacy_ = make_private(absolute);
  MIEN_TRY_VOID(secure_contents(absolute));
  MIEN_TRY_VOID(check_version(absolute));
  return directory;
}

DataDirectory::~DataDirectory() { ::close(lock_); }

}  // namespace mien
