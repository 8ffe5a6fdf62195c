#include "doctor/places.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "api/json/parse.h"

namespace mien::doctor {
namespace {

namespace fs = std::filesystem;

constexpr int kLayoutVersion = 1;
constexpr std::uint64_t kBytesFreeMin = 256ULL << 20;
constexpr std::uint64_t kBytesFreeWanted = 2ULL << 30;
constexpr std::uint64_t kFilesFreeMin = 1'000;
constexpr std::uint64_t kFilesFreeWanted = 100'000;
constexpr std::chrono::milliseconds kSyncSlow{30};
constexpr int kSyncs = 5;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }

 private:
  int value_;
};

/// The folder itself, or the nearest one above it that is there.
fs::path nearest(const std::string& path) {
  std::error_code error;
  fs::path at = fs::absolute(path, error).lexically_normal();
  while (!fs::exists(at, error) && at.has_relative_path()) at = at.parent_path();
  return at;
}

std::string gigabytes(std::uint64_t bytes) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.1f GB", static_cast<double>(bytes) / (1ULL << 30));
  return buffer;
}

std::string octal(unsigned mode) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%04o", mode & 07777U);
  return buffer;
}

Finding problem(std::string text, std::string advice) {
  return {"", Level::kProblem, std::move(text), std::move(advice)};
}
Finding warning(std::string text, std::string advice) {
  return {"", Level::kWarning, std::move(text), std::move(advice)};
}

/// What lies in the directory and may not be this user's or the folder's owner's.
Findings check_contents(const std::string& path, const struct stat& folder) {
  constexpr std::array<const char*, 7> kOurs{"LOCK",        "VERSION", "mien.db",       "mien.db-wal",
                                             "mien.db-shm", "objects", "root-keys.json"};
  Findings out;
  for (const std::string name : kOurs) {
    struct stat status{};
    const std::string file = path + "/" + name;
    if (::lstat(file.c_str(), &status) != 0) continue;
    if (S_ISLNK(status.st_mode))
      out.push_back(problem(file + " is a link, and Mien does not start with it", "Put the file itself in its place."));
    else if (status.st_uid != ::geteuid() && status.st_uid != folder.st_uid)
      out.push_back(
          problem(file + " belongs to user " + std::to_string(status.st_uid) + ", not to the directory's owner",
                  "If you know why: chown " + std::to_string(folder.st_uid) + " " + file));
  }
  return out;
}

Findings check_version(const std::string& path) {
  std::ifstream in(path + "/VERSION");
  if (!in) return {};
  std::string text;
  std::getline(in, text);
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version < 1)
    return {problem(path + "/VERSION holds no version number", "Restore it from a backup; it holds 1 and a line end.")};
  if (version > kLayoutVersion)
    return {problem(path + " was written by a newer Mien", "Use that version of Mien, or another data directory.")};
  return {};
}

/// Where the directory is not there yet: whether it could be made.
Findings check_place_for(const std::string& path) {
  const fs::path above = nearest(path);
  std::error_code error;
  if (!fs::is_directory(above, error))
    return {problem(path + " cannot be made: " + above.string() + " is no folder", "Choose another --data-dir.")};
  if (::faccessat(AT_FDCWD, above.c_str(), W_OK | X_OK, AT_EACCESS) == 0)
    return {{"", Level::kOk, path + " is not there yet; the first start makes it"}};
  return {problem(path + " is not there and cannot be made: " + std::strerror(errno),
                  "Make it and give it to the user who runs Mien: install -d -m 0700 -o USER " + path)};
}

}  // namespace

bool is_in_use(const std::string& data_dir) {
  const Descriptor lock(::open((data_dir + "/LOCK").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (lock.get() < 0) return false;
  if (::flock(lock.get(), LOCK_SH | LOCK_NB) == 0) {
    ::flock(lock.get(), LOCK_UN);
    return false;
  }
  return errno == EWOULDBLOCK;
}

Findings check_data_directory(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return check_place_for(path);
    return {problem(path + " cannot be looked at: " + std::strerror(errno), "Choose another --data-dir.")};
  }
  if (!S_ISDIR(status.st_mode)) return {problem(path + " is no folder", "Choose another --data-dir.")};
  Findings out;
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0)
    out.push_back(
        problem(path + " may not be written by user " + std::to_string(::geteuid()) + ": " + std::strerror(errno),
                errno == EROFS ? "Mount the file system for writing."
                               : "Run this as the user who runs Mien, or give the directory to that user."));
  if ((status.st_mode & 0077U) != 0)
    out.push_back(warning(path + " is open to other users (mode " + octal(status.st_mode) +
                              "): it holds faces and photos that are not encrypted",
                          "chmod 700 " + path));
  if (status.st_uid != ::geteuid())
    out.push_back({"", Level::kUnknown,
                   path + " belongs to user " + std::to_string(status.st_uid) + ", and this is user " +
                       std::to_string(::geteuid()),
                   "Run mien doctor as the user who runs Mien to have everything looked at."});
  for (auto& more : {check_contents(path, status), check_version(path)})
    out.insert(out.end(), more.begin(), more.end());
  if (out.empty())
    out.push_back({"", Level::kOk, path + (is_in_use(path) ? ", in use by a running Mien" : ", not in use")});
  return out;
}

std::optional<Volume> volume_of(const std::string& path) {
  struct statfs status{};
  if (::statfs(nearest(path).c_str(), &status) != 0) return std::nullopt;
  const auto block = static_cast<std::uint64_t>(status.f_bsize);
  return Volume{.kind = static_cast<std::uint64_t>(status.f_type) & 0xFFFFFFFFU,
                .bytes_free = status.f_bavail * block,
                .bytes_all = status.f_blocks * block,
                .files_free = status.f_ffree,
                .files_all = status.f_files};
}

Findings check_volume(const Volume& volume) {
  struct Kind {
    std::uint64_t magic;
    const char* name;
    Level level;
    const char* why;
  };
  constexpr const char* kNetwork = "locks and syncs cannot be relied upon over a network: the store may be damaged";
  constexpr const char* kLost = "everything is lost when the machine, or the container, stops";
  constexpr const char* kKernel = "it is the kernel's own and keeps no files";
  constexpr const char* kUnsure = "whether syncs reach the disk depends on what is behind it";
  // Numbers of linux/magic.h and of the file systems' own headers.
  constexpr std::array<Kind, 14> kKinds{{{0x9fa0, "proc", Level::kProblem, kKernel},
                                         {0x62656572, "sysfs", Level::kProblem, kKernel},
                                         {0x01021994, "tmpfs", Level::kProblem, kLost},
                                         {0x858458f6, "ramfs", Level::kProblem, kLost},
                                         {0x6969, "NFS", Level::kProblem, kNetwork},
                                         {0x517b, "SMB", Level::kProblem, kNetwork},
                                         {0xff534d42, "CIFS", Level::kProblem, kNetwork},
                                         {0xfe534d42, "SMB2", Level::kProblem, kNetwork},
                                         {0x00c36400, "Ceph", Level::kProblem, kNetwork},
                                         {0x5346414f, "AFS", Level::kProblem, kNetwork},
                                         {0x01021997, "9p", Level::kWarning, kUnsure},
                                         {0x65735546, "FUSE", Level::kWarning, kUnsure},
                                         {0x4d44, "FAT", Level::kWarning, "it knows no owners and modes"},
                                         {0x794c7630, "overlay", Level::kWarning, kLost}}};
  const auto* const found = std::ranges::find(kKinds, volume.kind, &Kind::magic);
  if (found == kKinds.end()) return {{"", Level::kOk, "a local file system"}};
  return {{"", found->level, std::string("the data directory lies on ") + found->name + ": " + found->why,
           "Put the data directory on a local disk, for example a mounted volume with ext4 or XFS."}};
}

Findings check_space(const Volume& volume) {
  Findings out;
  const std::string free = gigabytes(volume.bytes_free) + " free of " + gigabytes(volume.bytes_all);
  const std::string more = "Free or add disk space: a registration without any is refused, nothing is lost.";
  if (volume.bytes_free < kBytesFreeMin)
    out.push_back(problem(free, more));
  else if (volume.bytes_free < kBytesFreeWanted || volume.bytes_free < volume.bytes_all / 50)
    out.push_back(warning(free, more));
  else
    out.push_back({"", Level::kOk, free});
  if (volume.files_all == 0) return out;
  const std::string files = std::to_string(volume.files_free) + " more files can be made";
  if (volume.files_free < kFilesFreeMin)
    out.push_back(problem(files, "Each photo is a file: use a file system with more inodes."));
  else if (volume.files_free < kFilesFreeWanted)
    out.push_back(warning(files, "Each photo is a file: use a file system with more inodes."));
  return out;
}

Findings judge_sync(std::chrono::microseconds median) {
  char text[64];
  std::snprintf(text, sizeof text, "a write is on the disk after %.1f ms", static_cast<double>(median.count()) / 1000);
  if (median < kSyncSlow) return {{"", Level::kOk, text}};
  return {warning(std::string(text) + "; each registration waits for several",
                  "Use a faster disk (SSD), or one whose controller has a protected cache.")};
}

Findings check_sync(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return {{"", Level::kUnknown, "there is no data directory to write to yet"}};
  // Without a name: nothing is left behind, whatever happens.
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.get() < 0 && errno == EOPNOTSUPP)
    return {{"", Level::kUnknown, "the file system has no files without a name, so syncing was not tried"}};
  if (file.get() < 0)
    return {problem(std::string("no file can be written: ") + std::strerror(errno),
                    "See what the checks of the data directory and of the space say.")};
  std::array<char, 4096> page{};
  std::vector<std::chrono::microseconds> took;
  for (int i = 0; i < kSyncs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (::pwrite(file.get(), page.data(), page.size(), static_cast<off_t>(i) * 4096) != 4096 ||
        ::fsync(file.get()) != 0)
      return {problem(std::string("a write does not reach the disk: ") + std::strerror(errno),
                      "Look into the system's log for errors of the disk; free space if it is full.")};
    took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
  }
  std::ranges::nth_element(took, took.begin() + kSyncs / 2);
  return judge_sync(took[kSyncs / 2]);
}

Findings check_root_key(const std::string& data_dir,
                        const std::function<std::optional<std::string>(const std::string&)>& variable) {
  const auto id = variable("MIEN_ROOT_ACCESS_KEY_ID");
  const auto secret = variable("MIEN_ROOT_SECRET_ACCESS_KEY");
  if (id.has_value() != secret.has_value())
    return {
        problem("of MIEN_ROOT_ACCESS_KEY_ID and MIEN_ROOT_SECRET_ACCESS_KEY only one is set", "Set both, or neither.")};
  if (id) return {{"", Level::kOk, "comes from the environment"}};
  const std::string path = data_dir + "/root-keys.json";
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      return {{"", Level::kOk, "there is none yet; the first start makes one and prints it"}};
    return {{"", Level::kUnknown, path + " cannot be looked at: " + std::strerror(errno)}};
  }
  if (!S_ISREG(status.st_mode)) return {problem(path + " is no plain file", "Restore it from a backup.")};
  if ((status.st_mode & 0077U) != 0)
    return {problem(path + " can be read by other users (mode " + octal(status.st_mode) + ")",
                    "chmod 600 " + path + "; if others may have read it, remove it: the next start makes a new key.")};
  std::ifstream in(path);
  if (!in) return {{"", Level::kUnknown, path + " may not be read by this user"}};
  std::array<char, 4096> text{};
  in.read(text.data(), text.size());
  const auto parsed = api::parse_json({text.data(), static_cast<std::size_t>(in.gcount())});
  const auto* const object = parsed ? parsed->if_object() : nullptr;
  const auto has = [&](const char* name) {
    const auto* const member = object ? object->if_contains(name) : nullptr;
    return member && member->is_string() && !member->get_string().empty();
  };
  if (has("access_key_id") && has("secret_access_key")) return {{"", Level::kOk, path}};
  return {problem(path + " is damaged", "Restore it from a backup, or remove it: the next start makes a new key.")};
}

}  // namespace mien::doctor
