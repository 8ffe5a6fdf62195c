#include "adapters/system/data_directory_rules.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapters/system/private_file.h"

namespace mien {
namespace {

using Kind = DataDirectoryRefusal::Kind;

constexpr mode_t kOthers = 0077;
/// They have readers of their own, which refuse them where others can read them.
constexpr std::string_view kRootKeys = "root-keys.json";
constexpr std::string_view kSealingKey = "sealing-key.json";
constexpr std::array<std::string_view, 4> kFolders{"objects", "index", "tls", "functions"};
/// The journal is no file of a running Mien; but SQLite would play back one that it finds, pages of anybody's making.
constexpr std::array<std::string_view, 12> kOurs{"LOCK",        "VERSION",         "mien.db", "mien.db-wal",
                                                 "mien.db-shm", "mien.db-journal", "objects", "index",
                                                 kRootKeys,     kSealingKey,       "tls",     "functions"};

bool is_secret(std::string_view name) { return name == kRootKeys || name == kSealingKey; }
bool is_folder(std::string_view name) { return std::ranges::find(kFolders, name) != kFolders.end(); }

std::optional<DataDirectoryRefusal> refuse_entry(const std::string& path, const std::string& name,
                                                 const struct stat& status, uid_t owner) {
  const std::string what = "holds " + name + ", which ";
  if (is_folder(name) ? !S_ISDIR(status.st_mode) : !S_ISREG(status.st_mode) || status.st_nlink > 1)
    return refuse_data_directory(Kind::kNoPlainEntry, path,
                                 what + "is no plain " + (is_folder(name) ? "folder" : "file") + " of its own", name);
  if (status.st_uid != ::geteuid() && status.st_uid != owner)
    return refuse_data_directory(Kind::kForeignEntry, path, what + "belongs to another user than the directory", name);
  const bool is_ours_to_change = ::geteuid() == 0 || status.st_uid == ::geteuid();
  if ((status.st_mode & kOthers) != 0 && !is_secret(name) && !is_ours_to_change)
    return refuse_data_directory(Kind::kOpenEntry, path, what + "others can read, and this user may not change that",
                                 name);
  return std::nullopt;
}

}  // namespace

std::filesystem::path nearest_existing(std::filesystem::path path) {
  std::error_code error;
  while (!std::filesystem::exists(path, error) && path.has_relative_path()) path = path.parent_path();
  return path;
}

DataDirectoryRefusal refuse_data_directory(Kind kind, const std::string& path, const std::string& why,
                                           std::string entry) {
  return {kind, std::move(entry), {ErrorCode::kUnavailable, "The data directory " + path + " " + why + ".", {}, {}}};
}

Result<std::string> absolute_data_directory(const std::string& path) {
  std::error_code error;
  std::string absolute = std::filesystem::absolute(path, error).lexically_normal().string();
  if (path.empty() || error) return fail(ErrorCode::kUnavailable, "The data directory has no usable name.");
  if (absolute.size() > 1 && absolute.back() == '/') absolute.pop_back();
  return absolute;
}

std::optional<DataDirectoryRefusal> refuse_access(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return refuse_data_directory(errno == EACCES ? Kind::kNotWritable : Kind::kNoDirectory, path,
                                 std::string("cannot be read: ") + std::strerror(errno));
  if (!S_ISDIR(status.st_mode)) return refuse_data_directory(Kind::kNoDirectory, path, "is not a directory");
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) == 0) return std::nullopt;
  if (errno == EROFS) return refuse_data_directory(Kind::kReadOnly, path, "lies on a read-only file system");
  if (errno == EACCES) return refuse_data_directory(Kind::kNotWritable, path, "may not be written by this user");
  return refuse_data_directory(Kind::kNotWritable, path, std::string("cannot be written: ") + std::strerror(errno));
}

std::optional<bool> holds_others(const std::string& path) {
  std::error_code error;
  std::filesystem::directory_iterator entry(path, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    if (std::ranges::find(kOurs, entry->path().filename().string()) == kOurs.end()) return true;
  if (error) return std::nullopt;
  return false;
}

DataDirectoryPrivacy data_directory_privacy(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return DataDirectoryPrivacy::kOpenToOthers;
  if ((status.st_mode & kOthers) == 0) return DataDirectoryPrivacy::kPrivate;
  const bool is_to_change = status.st_uid == ::geteuid() && holds_others(path) == false;
  return is_to_change ? DataDirectoryPrivacy::kMadePrivate : DataDirectoryPrivacy::kOpenToOthers;
}

std::optional<DataDirectoryRefusal> refuse_mode(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return refuse_data_directory(Kind::kNoDirectory, path, std::string("cannot be read: ") + std::strerror(errno));
  // Everybody could take our files away or put others in their place, whatever the modes of the files themselves.
  if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0)
    return refuse_data_directory(Kind::kAnyoneWrites, path, "can be written by every user; run: chmod o-w " + path);
  return std::nullopt;
}

DataDirectoryEntries look_at_entries(const std::string& path) {
  DataDirectoryEntries out;
  struct stat folder{};
  if (::stat(path.c_str(), &folder) != 0) {
    out.refusals.push_back(
        refuse_data_directory(Kind::kNoDirectory, path, std::string("cannot be read: ") + std::strerror(errno)));
    return out;
  }
  for (const std::string_view known : kOurs) {
    const std::string name(known);
    struct stat status{};
    if (::lstat((path + "/" + name).c_str(), &status) != 0) continue;  // Not there yet.
    if (auto refusal = refuse_entry(path, name, status, folder.st_uid))
      out.refusals.push_back(*std::move(refusal));
    else if ((status.st_mode & kOthers) != 0 && !is_secret(name))
      out.open.push_back(name);
  }
  return out;
}

unsigned data_directory_entry_mode(const std::string& name) { return is_folder(name) ? 0700 : 0600; }

DataDirectoryVersion look_at_version(const std::string& path) {
  const std::string file = path + "/VERSION";
  const auto refused = [](Kind kind, Error error) {
    return DataDirectoryVersion{.is_there = true, .refusal = DataDirectoryRefusal{kind, "VERSION", std::move(error)}};
  };
  auto content = files::read(file);
  if (!content) return refused(Kind::kBadVersion, std::move(content).error());
  if (!*content) return {};
  const std::string& text = (*content)->text;
  int version = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, version);
  const std::string_view after(rest, static_cast<std::size_t>(end - rest));
  if (error != std::errc() || version < 1 || !(after.empty() || after == "\n"))
    return refused(Kind::kBadVersion,
                   {ErrorCode::kIncompatible, file + " is damaged: it must hold a version number.", {}, {}});
  if (version > kDataDirectoryVersion)
    return refused(Kind::kNewerVersion, {ErrorCode::kIncompatible,
                                         "The data directory " + path + " has version " + std::to_string(version) +
                                             " and was written by a newer Mien; this one knows version " +
                                             std::to_string(kDataDirectoryVersion) + ".",
                                         {},
                                         {}});
  return {.is_there = true};
}

}  // namespace mien
