#include "adapters/objects_fs/fs_objects.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "adapters/posix/file_io.h"

namespace mien {
namespace {

using posix::Descriptor;

constexpr const char* kIncoming = "incoming";
constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

std::unexpected<Error> out_of_order(const std::string& doing) {
  return fail(ErrorCode::kUnavailable, "The object storage is not available.", doing + ": " + std::strerror(errno));
}

/// "ab" for a key that begins with abcd.
std::string folder_of(const ObjectKey& key) { return key.text().substr(0, 2); }
std::string path_of(const ObjectKey& key) { return folder_of(key) + "/" + key.text(); }

/// Where earlier versions put it: in 65,536 folders, of which nearly every object had to make one.
std::string former_folder_of(const ObjectKey& key) { return folder_of(key) + "/" + key.text().substr(2, 2); }
std::string former_path_of(const ObjectKey& key) { return former_folder_of(key) + "/" + key.text(); }

Result<void> sync_folder(int parent, const std::string& name) {
  if (!posix::sync_folder(parent, name)) return out_of_order("sync folder");
  return {};
}

/// Makes the folder unless it is there, and its entry durable either way: whoever made it may have been cut off. A link
/// in its place may lead anywhere.
Result<void> make_folder(int root, const std::string& name) {
  if (::mkdirat(root, name.c_str(), kFolderMode) != 0) {
    struct stat status{};
    if (errno != EEXIST || ::fstatat(root, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      return out_of_order("make folder");
    errno = ENOTDIR;
    if (!S_ISDIR(status.st_mode)) return out_of_order("make folder");
  }
  return sync_folder(root, ".");
}

/// Renames without replacing. Where the file system cannot, a check must do: keys are random and made once.
int rename_new(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (::renameat2(from_folder, from.c_str(), to_folder, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::faccessat(to_folder, to.c_str(), F_OK, 0) == 0) return EEXIST;
  return ::renameat(from_folder, from.c_str(), to_folder, to.c_str()) == 0 ? 0 : errno;
}

/// Shorter than it said: nobody but us writes here, so the file is damaged.
Result<void> read_whole(const Descriptor& file, std::uint64_t at, std::span<std::byte> out) {
  const auto filled = posix::read_up_to_at(file.get(), at, out);
  if (filled && *filled < out.size()) errno = EIO;
  if (!filled || *filled < out.size()) return out_of_order("read file");
  return {};
}

/// A file whose name may go: its bytes stay as long as it is open.
class OpenFsObject final : public OpenObject {
 public:
  OpenFsObject(Descriptor file, std::uint64_t bytes) : file_(std::move(file)), bytes_(bytes) {}
  std::uint64_t bytes() const override { return bytes_; }
  Result<std::size_t> read(std::uint64_t at, std::span<std::byte> out) const override {
    const std::uint64_t left = bytes_ - std::min(at, bytes_);
    out = out.first(std::min<std::uint64_t>(out.size(), left));
    MIEN_TRY_VOID(read_whole(file_, at, out));
    return out.size();
  }

 private:
  Descriptor file_;
  std::uint64_t bytes_;
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

/// The names in a folder but "." and ".."; none where there is no such folder.
Result<std::vector<std::string>> names_in(int parent, const std::string& name) {
  Descriptor descriptor = posix::open_folder(parent, name);
  if (!descriptor.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::vector<std::string>();
    return out_of_order("open folder");
  }
  const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(descriptor.get()));
  if (folder == nullptr) return out_of_order("open folder");
  descriptor.release();  // closedir closes it.
  std::vector<std::string> out;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    const std::string found = entry->d_name;
    if (found != "." && found != "..") out.push_back(found);
  }
  if (errno != 0) return out_of_order("read folder");
  return out;
}

}  // namespace

Result<std::unique_ptr<FsObjects>> FsObjects::open(const std::string& root) {
  const auto unusable = [&] {
    return fail(ErrorCode::kUnavailable, root + " cannot be used for objects: " + std::strerror(errno) + ".");
  };
  if (::mkdir(root.c_str(), kFolderMode) != 0 && errno != EEXIST) return unusable();
  Descriptor folder = posix::open_folder(AT_FDCWD, root);
  if (!folder.is_open()) return unusable();
  if (!sync_folder(folder.get(), "..")) return unusable();
  if (!make_folder(folder.get(), kIncoming)) return unusable();
  Descriptor incoming = posix::open_folder(folder.get(), kIncoming);
  if (!incoming.is_open()) return unusable();
  MIEN_TRY(const std::vector<std::string> left_over, names_in(incoming.get(), "."));
  for (const std::string& name : left_over)
    if (::unlinkat(incoming.get(), name.c_str(), 0) != 0) return unusable();
  return std::unique_ptr<FsObjects>(new FsObjects(std::move(folder), std::move(incoming)));
}

Result<void> FsObjects::ensure_folder(const ObjectKey& key) {
  const std::size_t number = key.uuid.bytes[0];
  // Held over I/O: whoever finds the folder made must also find its entry durable.
  const std::scoped_lock lock(folders_mutex_);
  if (folders_.test(number)) return {};
  MIEN_TRY_VOID(make_folder(root_.get(), folder_of(key)));
  folders_.set(number);
  return {};
}

Result<void> FsObjects::put(const ObjectKey& key, std::span<const std::byte> bytes) {
  MIEN_TRY_VOID(ensure_folder(key));
  const std::string name = key.text();
  // Exclusive: of two puts of one key at once only one may write.
  const Descriptor file(
      ::openat(incoming_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.is_open()) {
    if (errno == EEXIST) return fail(ErrorCode::kAlreadyExists, "The object exists.");
    return out_of_order("create file");
  }
  const auto stored = [&]() -> Result<void> {
    if (!posix::write_all(file.get(), bytes)) return out_of_order("write");
    if (::fsync(file.get()) != 0) return out_of_order("sync file");
    const int error = rename_new(incoming_.get(), name, root_.get(), path_of(key));
    if (error == EEXIST) return fail(ErrorCode::kAlreadyExists, "The object exists.");
    errno = error;
    if (error != 0) return out_of_order("rename");
    return {};
  }();
  if (!stored) {
    ::unlinkat(incoming_.get(), name.c_str(), 0);  // If this fails too, the next start sweeps it.
    return stored;
  }
  return settle(key);
}

Result<void> FsObjects::copy(const ObjectKey& from, const ObjectKey& to) {
  MIEN_TRY_VOID(ensure_folder(to));
  const auto link = [&](const std::string& place) {
    return ::linkat(root_.get(), place.c_str(), root_.get(), path_of(to).c_str(), 0) == 0;
  };
  if (link(path_of(from)) || (errno == ENOENT && link(former_path_of(from)))) return settle(to);
  if (errno == EEXIST) return fail(ErrorCode::kAlreadyExists, "The object exists.");
  if (errno == ENOENT) return fail(ErrorCode::kNotFound, "No such object.");
  return out_of_order("link");
}

Result<void> FsObjects::settle(const ObjectKey& key) {
  auto synced = sync_folder(root_.get(), folder_of(key));
  if (!synced) ::unlinkat(root_.get(), path_of(key).c_str(), 0);
  return synced;
}

Result<FsObjects::OpenFile> FsObjects::open_file(const ObjectKey& key) const {
  const auto at = [&](const std::string& path) {
    return Descriptor(::openat(root_.get(), path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  };
  Descriptor file = at(path_of(key));
  if (!file.is_open() && errno == ENOENT) file = at(former_path_of(key));
  if (!file.is_open()) {
    if (errno == ENOENT) return fail(ErrorCode::kNotFound, "No such object.");
    return out_of_order("open file");
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return out_of_order("stat file");
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::kNotFound, "No such object.");
  return OpenFile{std::move(file), static_cast<std::uint64_t>(status.st_size)};
}

Result<std::vector<std::byte>> FsObjects::get(const ObjectKey& key) const {
  MIEN_TRY(const OpenFile file, open_file(key));
  std::vector<std::byte> bytes(file.bytes);
  MIEN_TRY_VOID(read_whole(file.descriptor, 0, bytes));
  return bytes;
}

Result<std::unique_ptr<OpenObject>> FsObjects::open(const ObjectKey& key) const {
  MIEN_TRY(OpenFile file, open_file(key));
  return std::make_unique<OpenFsObject>(std::move(file.descriptor), file.bytes);
}

Result<void> FsObjects::remove(const ObjectKey& key) {
  if (::unlinkat(root_.get(), path_of(key).c_str(), 0) == 0) return sync_folder(root_.get(), folder_of(key));
  if (errno == ENOENT && ::unlinkat(root_.get(), former_path_of(key).c_str(), 0) == 0)
    return sync_folder(root_.get(), former_folder_of(key));
  if (errno == ENOENT) return {};
  return out_of_order("unlink");
}

Result<void> FsObjects::for_each(const std::function<void(const ObjectKey&)>& visit) const {
  // Files of others, or in the wrong place, are none of ours.
  const auto visit_in = [&](const std::string& name, const std::string& folder,
                            std::string (*place)(const ObjectKey&)) {
    const auto key = ObjectKey::parse(name);
    if (key && place(*key) == folder) visit(*key);
  };
  MIEN_TRY(const std::vector<std::string> folders, names_in(root_.get(), "."));
  for (const std::string& folder : folders) {
    if (folder.size() != 2) continue;
    MIEN_TRY(const std::vector<std::string> names, names_in(root_.get(), folder));
    for (const std::string& name : names) {
      visit_in(name, folder, &folder_of);
      if (name.size() != 2) continue;
      const std::string former = folder + "/" + name;
      MIEN_TRY(const std::vector<std::string> former_names, names_in(root_.get(), former));
      for (const std::string& former_name : former_names) visit_in(former_name, former, &former_folder_of);
    }
  }
  return {};
}

}  // namespace mien
