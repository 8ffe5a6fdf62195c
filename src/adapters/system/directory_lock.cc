#include "adapters/system/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "adapters/system/data_directory_rules.h"

namespace mien {
namespace {

struct flock whole_file() {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

Result<posix::Descriptor> lock_directory(const std::string& path) {
  const auto refused = [&](const std::string& why) {
    return std::unexpected(refuse_data_directory(DataDirectoryRefusal::Kind::kNotWritable, path, why).error);
  };
  const std::string file = path + "/" + kDirectoryLockName;
  posix::Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.is_open()) return refused(std::string("cannot be locked: ") + std::strerror(errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return refused(errno == EWOULDBLOCK
                       ? "is in use by another process: stop that, or choose another one with --data-dir"
                       : std::string("cannot be locked: ") + std::strerror(errno));
  // That keeps others out; but whether it is taken, only taking it tells. A second lock, of a kind that can be asked
  // for, is for those who want to know. Where the file system has none, they miss it and nobody else does.
  struct flock sign = whole_file();
  static_cast<void>(::fcntl(lock.get(), F_OFD_SETLK, &sign));
  return lock;
}

bool is_directory_locked(const std::string& path) {
  const std::string file = path + "/" + kDirectoryLockName;
  const posix::Descriptor lock(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!lock.is_open()) return false;
  struct flock sign = whole_file();
  return ::fcntl(lock.get(), F_OFD_GETLK, &sign) == 0 && sign.l_type != F_UNLCK;
}

}  // namespace mien
