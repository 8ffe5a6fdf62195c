#include "fault/power_cut_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <filesystem>
#include <fstream>
#include <utility>

namespace {

mien::fault::PowerCutFolder* watching = nullptr;

int counted() { return watching == nullptr ? 0 : watching->count(); }
int failing(int error) {
  errno = error;
  return -1;
}
std::uint64_t inode_of(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 ? status.st_ino : 0;
}

}  // namespace

// In place of the C library's, for this whole program: the same calls, counted and remembered while a folder is
// watched.
extern "C" {

int openat(int parent, const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
    if (const int error = counted(); error != 0) return failing(error);
  }
  const int file = static_cast<int>(::syscall(SYS_openat, parent, path, flags, mode));
  if (file >= 0 && (flags & O_CREAT) != 0 && watching != nullptr) watching->made(parent, path, inode_of(file), false);
  return file;
}

int mkdirat(int parent, const char* path, mode_t mode) noexcept {
  if (const int error = counted(); error != 0) return failing(error);
  const int done = static_cast<int>(::syscall(SYS_mkdirat, parent, path, mode));
  struct stat status{};
  if (done == 0 && watching != nullptr && ::fstatat(parent, path, &status, 0) == 0)
    watching->made(parent, path, status.st_ino, true);
  return done;
}

int renameat2(int from_parent, const char* from, int to_parent, const char* to, unsigned int flags) noexcept {
  if (const int error = counted(); error != 0) return failing(error);
  const int done = static_cast<int>(::syscall(SYS_renameat2, from_parent, from, to_parent, to, flags));
  if (done == 0 && watching != nullptr) watching->renamed(from_parent, from, to_parent, to);
  return done;
}

int linkat(int from_parent, const char* from, int to_parent, const char* to, int flags) noexcept {
  if (const int error = counted(); error != 0) return failing(error);
  const int done = static_cast<int>(::syscall(SYS_linkat, from_parent, from, to_parent, to, flags));
  if (done == 0 && watching != nullptr) watching->linked(from_parent, from, to_parent, to);
  return done;
}

int unlinkat(int parent, const char* path, int flags) noexcept {
  if (const int error = counted(); error != 0) return failing(error);
  const int done = static_cast<int>(::syscall(SYS_unlinkat, parent, path, flags));
  if (done == 0 && watching != nullptr) watching->removed(parent, path);
  return done;
}

ssize_t write(int file, const void* bytes, std::size_t count) {
  if (watching != nullptr) {
    if (const int error = watching->count(); error != 0) return failing(error);
  }
  return ::syscall(SYS_write, file, bytes, count);
}

int fsync(int descriptor) {
  if (const int error = counted(); error != 0) return failing(error);
  const int done = static_cast<int>(::syscall(SYS_fsync, descriptor));
  if (done == 0 && watching != nullptr) watching->synced(descriptor);
  return done;
}

}  // extern "C"

namespace mien::fault {

PowerCutFolder::PowerCutFolder(const std::string& root) {
  struct stat status{};
  ::stat(root.c_str(), &status);
  nodes_[++last_] = {.is_folder = true, .inode = status.st_ino};
  number_of_inode_[status.st_ino] = last_;
  watching = this;
}

PowerCutFolder::~PowerCutFolder() { watching = nullptr; }

void PowerCutFolder::fail_at(std::size_t call, int error) {
  calls_ = 0;
  failed_ = false;
  fail_at_ = call;
  error_ = error;
}

void PowerCutFolder::cut_power_at(std::size_t call) {
  calls_ = 0;
  cut_at_ = call;
}

int PowerCutFolder::count() {
  ++calls_;
  if (cut_at_ == calls_) gone_ = true;
  if (gone_) return EIO;
  if (fail_at_ != calls_) return 0;
  failed_ = true;
  return error_;
}

PowerCutFolder::Node* PowerCutFolder::folder_of(int parent, const std::string& path) {
  const auto slash = path.rfind('/');
  struct stat status{};
  const int found = slash == std::string::npos ? ::fstat(parent, &status)
                                               : ::fstatat(parent, path.substr(0, slash).c_str(), &status, 0);
  if (found != 0) return nullptr;
  const auto known = number_of_inode_.find(status.st_ino);
  return known == number_of_inode_.end() ? nullptr : &nodes_.at(known->second);
}

void PowerCutFolder::change_entry(int parent, const std::string& path, std::optional<Number> to) {
  Node* const folder = folder_of(parent, path);
  if (folder == nullptr) return;
  const std::string name = path.substr(path.rfind('/') + 1);
  if (to)
    folder->entries[name] = *to;
  else
    folder->entries.erase(name);
  folder->pending.push_back({name, to});
}

void PowerCutFolder::made(int parent, const std::string& path, std::uint64_t inode, bool is_folder) {
  nodes_[++last_] = {.is_folder = is_folder, .inode = inode};
  number_of_inode_[inode] = last_;
  change_entry(parent, path, last_);
}

void PowerCutFolder::renamed(int from_parent, const std::string& from, int to_parent, const std::string& to) {
  const Node* const folder = folder_of(from_parent, from);
  if (folder == nullptr) return;
  const Number moved = folder->entries.at(from.substr(from.rfind('/') + 1));
  change_entry(to_parent, to, moved);
  change_entry(from_parent, from, std::nullopt);
}

void PowerCutFolder::linked(int from_parent, const std::string& from, int to_parent, const std::string& to) {
  const Node* const folder = folder_of(from_parent, from);
  if (folder == nullptr) return;
  change_entry(to_parent, to, folder->entries.at(from.substr(from.rfind('/') + 1)));
}

void PowerCutFolder::removed(int parent, const std::string& path) { change_entry(parent, path, std::nullopt); }

void PowerCutFolder::synced(int descriptor) {
  const auto known = number_of_inode_.find(inode_of(descriptor));
  if (known == number_of_inode_.end()) return;
  Node& node = nodes_.at(known->second);
  if (node.is_folder) {
    node.durable_entries = node.entries;
    node.pending.clear();
    return;
  }
  std::ifstream in("/proc/self/fd/" + std::to_string(descriptor), std::ios::binary);
  node.durable_bytes = std::string(std::istreambuf_iterator<char>(in), {});
}

void PowerCutFolder::restore_folder(const Node& node, const std::string& into, std::mt19937_64& random) const {
  auto entries = node.durable_entries;
  for (const EntryChange& change : node.pending) {
    if (random() % 2 == 0) continue;  // Never reached the disk.
    if (change.to)
      entries[change.name] = *change.to;
    else
      entries.erase(change.name);
  }
  for (const auto& [name, number] : entries) {
    const Node& child = nodes_.at(number);
    const std::string path = into + "/" + name;
    if (child.is_folder) {
      std::filesystem::create_directory(path);
      restore_folder(child, path, random);
      continue;
    }
    std::ofstream out(path, std::ios::binary);
    if (child.durable_bytes)
      out << *child.durable_bytes;
    else
      out << std::string(random() % 100, '\0');  // The length may be there without the bytes.
  }
}

void PowerCutFolder::restore(const std::string& into, std::uint64_t seed) {
  gone_ = true;
  watching = nullptr;
  std::mt19937_64 random(seed);
  restore_folder(nodes_.at(1), into, random);
}

}  // namespace mien::fault
