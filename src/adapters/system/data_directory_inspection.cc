#include "adapters/system/data_directory_inspection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "adapters/system/directory_lock.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using Kind = DataDirectoryRefusal::Kind;

/// Where it is not there yet: why it cannot be made.
std::optional<DataDirectoryRefusal> refuse_place(const std::string& path) {
  std::error_code error;
  const fs::path above = nearest_existing(path);
  if (!fs::is_directory(above, error))
    return refuse_data_directory(Kind::kNoDirectory, path, "cannot be made: " + above.string() + " is no directory");
  if (::faccessat(AT_FDCWD, above.c_str(), W_OK | X_OK, AT_EACCESS) == 0) return std::nullopt;
  return refuse_data_directory(errno == EROFS ? Kind::kReadOnly : Kind::kNotWritable, path,
                               "cannot be made in " + above.string() + ": " + std::strerror(errno));
}

/// The file that a start opens for writing, before it looks at anything else.
std::optional<DataDirectoryRefusal> refuse_lock(const std::string& path) {
  const std::string file = path + "/" + kDirectoryLockName;
  if (::faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) == 0 || errno == ENOENT)
    return std::nullopt;
  return refuse_data_directory(Kind::kNotWritable, path, std::string("cannot be locked: ") + std::strerror(errno),
                               kDirectoryLockName);
}

}  // namespace

DataDirectoryInspection inspect_data_directory(const std::string& path) {
  DataDirectoryInspection out{.path = path};
  const auto refuse = [&](std::optional<DataDirectoryRefusal> refusal) {
    if (refusal) out.refusals.push_back(*std::move(refusal));
  };
  auto absolute = absolute_data_directory(path);
  if (!absolute) {
    refuse(DataDirectoryRefusal{Kind::kNoDirectory, "", std::move(absolute).error()});
    return out;
  }
  out.path = *std::move(absolute);
  struct stat status{};
  out.is_there = ::stat(out.path.c_str(), &status) == 0;
  if (!out.is_there) {
    const bool is_free = errno == ENOENT || errno == ENOTDIR;
    // A link that leads nowhere has the name, too.
    const bool has_name = ::lstat(out.path.c_str(), &status) == 0;
    refuse(is_free && !has_name ? refuse_place(out.path) : refuse_access(out.path));
    return out;
  }
  refuse(refuse_access(out.path));
  if (!S_ISDIR(status.st_mode)) return out;
  out.is_own = status.st_uid == ::geteuid();
  out.is_in_use = is_directory_locked(out.path);
  out.privacy = data_directory_privacy(out.path);
  out.holds_others = holds_others(out.path).value_or(false);
  if (out.refusals.empty()) refuse(refuse_lock(out.path));
  if (out.privacy != DataDirectoryPrivacy::kMadePrivate) refuse(refuse_mode(out.path));
  DataDirectoryEntries entries = look_at_entries(out.path);
  out.open_entries = std::move(entries.open);
  std::ranges::move(entries.refusals, std::back_inserter(out.refusals));
  // What may not be read, or is no file, was said already.
  DataDirectoryVersion version = look_at_version(out.path);
  if (version.refusal && (version.refusal->error.code == ErrorCode::kIncompatible || out.refusals.empty()))
    refuse(std::move(version.refusal));
  return out;
}

}  // namespace mien
