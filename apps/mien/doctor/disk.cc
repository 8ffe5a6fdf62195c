#include "doctor/disk.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include "adapters/posix/file_io.h"
#include "adapters/system/data_directory_rules.h"

namespace mien::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBytesFreeMin = 256ULL << 20;
constexpr std::uint64_t kBytesFreeWanted = 2ULL << 30;
constexpr std::uint64_t kFilesFreeMin = 1'000;
constexpr std::uint64_t kFilesFreeWanted = 100'000;
constexpr std::chrono::milliseconds kSyncSlow{30};
constexpr std::size_t kSyncs = 5;

}  // namespace

std::optional<Volume> volume_of(const std::string& path) {
  std::error_code error;
  struct statfs status{};
  if (::statfs(nearest_existing(fs::absolute(path, error).lexically_normal()).c_str(), &status) != 0)
    return std::nullopt;
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
  const posix::Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file.is_open() && errno == EOPNOTSUPP)
    return {{"", Level::kUnknown, "the file system has no files without a name, so syncing was not tried"}};
  if (!file.is_open())
    return {problem(std::string("no file can be written: ") + std::strerror(errno),
                    "See what the checks of the data directory and of the space say.")};
  const std::array<std::byte, 4096> page{};
  std::vector<std::chrono::microseconds> took;
  for (std::size_t i = 0; i < kSyncs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (!posix::write_all_at(file.get(), i * page.size(), page) || ::fsync(file.get()) != 0)
      return {problem(std::string("a write does not reach the disk: ") + std::strerror(errno),
                      "Look into the system's log for errors of the disk; free space if it is full.")};
    took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
  }
  std::ranges::nth_element(took, took.begin() + kSyncs / 2);
  return judge_sync(took[kSyncs / 2]);
}

}  // namespace mien::doctor
