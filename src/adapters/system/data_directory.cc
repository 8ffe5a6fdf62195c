#include "adapters/system/data_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "adapters/system/directory_lock.h"
#include "adapters/system/private_file.h"

namespace mien {
namespace {

using Kind = DataDirectoryRefusal::Kind;

std::unexpected<Error> unusable(const std::string& path, const std::string& why) {
  return std::unexpected(refuse_data_directory(Kind::kNoDirectory, path, why).error);
}

Result<void> unless(const std::optional<DataDirectoryRefusal>& refusal) {
  if (refusal) return std::unexpected(refusal->error);
  return {};
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

DataDirectory::Privacy make_private(const std::string& path) {
  const DataDirectory::Privacy privacy = data_directory_privacy(path);
  if (privacy != DataDirectory::Privacy::kMadePrivate || ::chmod(path.c_str(), 0700) == 0) return privacy;
  return DataDirectory::Privacy::kOpenToOthers;
}

/// Refuses what another user may have put there before us, and takes from others the right to read what a copy that was
/// put back may have given them.
Result<void> secure_entries(const std::string& path) {
  const DataDirectoryEntries entries = look_at_entries(path);
  if (!entries.refusals.empty()) return std::unexpected(entries.refusals.front().error);
  for (const std::string& name : entries.open)
    if (::chmod((path + "/" + name).c_str(), data_directory_entry_mode(name)) != 0)
      return unusable(path, "holds " + name + ", which others can read: " + std::strerror(errno));
  return {};
}

Result<void> settle_version(const std::string& path) {
  const DataDirectoryVersion version = look_at_version(path);
  if (!version.is_there) return files::replace(path + "/VERSION", std::to_string(kDataDirectoryVersion) + "\n");
  return unless(version.refusal);
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const std::string& path) {
  MIEN_TRY(const std::string absolute, absolute_data_directory(path));
  MIEN_TRY_VOID(make(absolute));
  MIEN_TRY_VOID(unless(refuse_access(absolute)));
  MIEN_TRY(posix::Descriptor lock, lock_directory(absolute));
  std::unique_ptr<DataDirectory> directory(new DataDirectory(absolute, std::move(lock)));
  directory->privacy_ = make_private(absolute);
  MIEN_TRY_VOID(unless(refuse_mode(absolute)));
  MIEN_TRY_VOID(secure_entries(absolute));
  MIEN_TRY_VOID(settle_version(absolute));
  return directory;
}

}  // namespace mien
