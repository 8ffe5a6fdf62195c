#include "fault/store_vfs.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/result.h"

namespace mien::fault {

/// What SQLite sees as a file; the real one lies behind it in the same memory.
struct FaultyVfs::File {
  sqlite3_file base;
  FaultyVfs* vfs;
  Disk* disk;  ///< Null for files that a power cut does not concern.

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
};

struct FaultyVfs::Methods {
  static sqlite3_file* real(sqlite3_file* file) { return File::of(file)->real(); }
  static FaultyVfs* self(sqlite3_vfs* vfs) { return static_cast<FaultyVfs*>(vfs->pAppData); }

  static int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
  static int read(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
    if (File& mine = *File::of(file); mine.disk != nullptr) {
      const std::scoped_lock lock(mine.vfs->mutex_);
      if (mine.vfs->reads_fail_) return SQLITE_IOERR_READ;
    }
    return real(file)->pMethods->xRead(real(file), out, amount, offset);
  }
  static int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
    File& mine = *File::of(file);
    if (mine.disk == nullptr) return real(file)->pMethods->xWrite(real(file), bytes, amount, offset);
    const std::scoped_lock lock(mine.vfs->mutex_);
    const auto* first = static_cast<const char*>(bytes);
    mine.disk->pending.push_back({offset, {first, first + amount}});
    if (const int code = mine.vfs->count(); code != SQLITE_OK) {
      mine.disk->pending.pop_back();
      return code == SQLITE_IOERR ? SQLITE_IOERR_WRITE : code;
    }
    return real(file)->pMethods->xWrite(real(file), bytes, amount, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    File& mine = *File::of(file);
    if (mine.disk == nullptr) return real(file)->pMethods->xTruncate(real(file), size);
    const std::scoped_lock lock(mine.vfs->mutex_);
    mine.disk->pending.push_back({size, {}});
    if (const int code = mine.vfs->count(); code != SQLITE_OK) {
      mine.disk->pending.pop_back();
      return code == SQLITE_IOERR ? SQLITE_IOERR_TRUNCATE : code;
    }
    return real(file)->pMethods->xTruncate(real(file), size);
  }
  static int sync(sqlite3_file* file, int flags) {
    File& mine = *File::of(file);
    if (mine.disk == nullptr) return real(file)->pMethods->xSync(real(file), flags);
    const std::scoped_lock lock(mine.vfs->mutex_);
    ++mine.vfs->syncs_;
    if (const int code = mine.vfs->count(); code != SQLITE_OK) {
      mine.disk->pending.clear();
      return code == SQLITE_IOERR ? SQLITE_IOERR_FSYNC : code;
    }
    // The real sync is left out: only what would survive is of interest, and that is kept here.
    for (const Pending& change : mine.disk->pending) apply(mine.disk->durable, change);
    mine.disk->pending.clear();
    return SQLITE_OK;
  }
  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
  }
  static int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
  static int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
  static int check_lock(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
  }
  static int control(sqlite3_file* file, int what, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), what, argument);
  }
  static int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
  static int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
  static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
  }
  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
  }
  static void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
  static int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }
  // Version 2: without xFetch, so that every access comes through read and write.
  static constexpr sqlite3_io_methods kIo{
      2,         close,      read,    write,       truncate,        sync,    file_size, lock,
      unlock,    check_lock, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
      shm_unmap, nullptr,    nullptr};

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    FaultyVfs& mine = *self(vfs);
    File& opened = *File::of(file);
    opened.base.pMethods = nullptr;
    opened.vfs = &mine;
    opened.disk = nullptr;
    constexpr int kConcerned = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    if (path != nullptr && (flags & kConcerned) != 0) {
      const std::scoped_lock lock(mine.mutex_);
      const auto [at, is_new] = mine.disks_.try_emplace(path);
      if (is_new) {
        std::ifstream before(path, std::ios::binary);
        at->second.durable.assign(std::istreambuf_iterator<char>(before), {});
      }
      opened.disk = &at->second;
    }
    constexpr int kTemporary = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_TEMP_JOURNAL |
                               SQLITE_OPEN_SUBJOURNAL | SQLITE_OPEN_DELETEONCLOSE;
    if ((flags & kTemporary) != 0) {
      const std::scoped_lock lock(mine.mutex_);
      ++mine.temporary_files_;
    }
    const int code = mine.real_->xOpen(mine.real_, path, opened.real(), flags, out_flags);
    if (opened.real()->pMethods != nullptr) opened.base.pMethods = &kIo;
    return code;
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    FaultyVfs& mine = *self(vfs);
    {
      const std::scoped_lock lock(mine.mutex_);
      if (mine.dead_) return SQLITE_IOERR_DELETE;
      if (const auto at = mine.disks_.find(path); at != mine.disks_.end()) at->second = {};
    }
    return mine.real_->xDelete(mine.real_, path, sync_folder);
  }
};

FaultyVfs::FaultyVfs(std::string name) : name_(std::move(name)), real_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *real_;  // All that is not replaced is the platform's; its functions do not look at the pointer they get.
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.xOpen = Methods::open;
  vfs_.xDelete = Methods::remove;
  MIEN_CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
}

FaultyVfs::~FaultyVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultyVfs::fail_at(std::size_t operation, int code, Lasting lasting) {
  const std::scoped_lock lock(mutex_);
  operations_ = 0;
  fired_ = false;
  fail_at_ = operation;
  code_ = code;
  lasting_ = lasting;
}

void FaultyVfs::cut_power_at(std::size_t operation, std::uint64_t seed) {
  const std::scoped_lock lock(mutex_);
  operations_ = 0;
  fired_ = false;
  cut_at_ = operation;
  random_.seed(seed);
}

void FaultyVfs::cut_power(std::uint64_t seed) {
  const std::scoped_lock lock(mutex_);
  random_.seed(seed);
  take_images();
  dead_ = true;
}

bool FaultyVfs::power_is_gone() const {
  const std::scoped_lock lock(mutex_);
  return dead_;
}

void FaultyVfs::fail_reads(bool failing) {
  const std::scoped_lock lock(mutex_);
  reads_fail_ = failing;
}

void FaultyVfs::reset() {
  const std::scoped_lock lock(mutex_);
  operations_ = 0;
  fired_ = false;
  fail_at_.reset();
  cut_at_.reset();
}

std::size_t FaultyVfs::temporary_files() const {
  const std::scoped_lock lock(mutex_);
  return temporary_files_;
}

std::size_t FaultyVfs::syncs() const {
  const std::scoped_lock lock(mutex_);
  return syncs_;
}

bool FaultyVfs::fired() const {
  const std::scoped_lock lock(mutex_);
  return fired_;
}

FaultyVfs::Images FaultyVfs::images() const {
  const std::scoped_lock lock(mutex_);
  return images_;
}

void FaultyVfs::apply(std::vector<char>& image, const Pending& change) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.bytes.empty()) {
    image.resize(offset);
    return;
  }
  if (image.size() < offset + change.bytes.size()) image.resize(offset + change.bytes.size());
  std::ranges::copy(change.bytes, image.begin() + change.offset);
}

void FaultyVfs::take_images() {
  constexpr std::size_t kSectorBytes = 512;
  for (const auto& [path, disk] : disks_) {
    // Which of the changes reached the disk, and in which order those between two truncations did, is nobody's promise.
    std::vector<Pending> changes = disk.pending;
    const auto is_truncation = [](const Pending& change) { return change.bytes.empty(); };
    for (auto first = changes.begin(); first != changes.end();) {
      const auto last = std::find_if(first, changes.end(), is_truncation);
      std::shuffle(first, last, random_);
      first = last == changes.end() ? last : std::next(last);
    }
    std::vector<char> image = disk.durable;
    for (const Pending& change : changes) {
      const auto fate = random_() % 3;
      if (fate == 0) continue;  // Never reached the disk.
      if (fate == 1 || change.bytes.size() <= kSectorBytes) {
        apply(image, change);
        continue;
      }
      for (std::size_t at = 0; at < change.bytes.size(); at += kSectorBytes) {  // Some of its sectors did.
        if (random_() % 2 == 0) continue;
        const auto first = change.bytes.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t bytes = std::min(kSectorBytes, change.bytes.size() - at);
        apply(image,
              {change.offset + static_cast<std::int64_t>(at), {first, first + static_cast<std::ptrdiff_t>(bytes)}});
      }
    }
    images_[path] = std::move(image);
  }
}

int FaultyVfs::count() {
  if (dead_) return SQLITE_IOERR;
  ++operations_;
  if (cut_at_ && operations_ == *cut_at_) {
    take_images();
    dead_ = true;
    fired_ = true;
    return SQLITE_IOERR;
  }
  if (!fail_at_) return SQLITE_OK;
  const bool now = lasting_ == Lasting::kOnce ? operations_ == *fail_at_ : operations_ >= *fail_at_;
  if (!now) return SQLITE_OK;
  fired_ = true;
  return code_;
}

}  // namespace mien::fault
