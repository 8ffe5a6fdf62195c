#include "adapters/index_exact/segment_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <new>
#include <utility>

#include "adapters/index_exact/gallery.h"
#include "adapters/index_exact/segment_format.h"
#include "adapters/index_exact/segment_reader.h"
#include "adapters/index_exact/segment_writer.h"
#include "adapters/posix/file_io.h"

namespace mien::index_exact {
namespace {

using posix::Descriptor;

constexpr const char* kName = "segment";
constexpr const char* kNewName = "segment.new";
/// Written bytes after which the disk is waited for: the last sync is short then, and giving up quick.
constexpr std::uint64_t kBytesBetweenSyncs = 32 << 20;
/// What a segment leaves free: a cache must not take the last room from the store.
constexpr std::uint64_t kFreeBytesMin = 256 << 20;

std::unexpected<Error> out_of_order(const std::string& doing) {
  return fail(ErrorCode::kUnavailable, "The index cannot be kept on disk.", doing + ": " + std::strerror(errno));
}
std::unexpected<Error> given_up() { return fail(ErrorCode::kChangedMeanwhile, "The copy of the index was given up."); }

/// A whole file, read through its descriptor and mapped for those who come later.
class MappedFile final : public SegmentSource, public std::enable_shared_from_this<MappedFile> {
 public:
  MappedFile(Descriptor file, std::uint64_t bytes, const std::byte* data)
      : file_(std::move(file)), bytes_(bytes), data_(data) {}
  ~MappedFile() override { ::munmap(const_cast<std::byte*>(data_), bytes_); }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  static Result<std::shared_ptr<MappedFile>> open(int folder) {
    Descriptor file(::openat(folder, kName, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file.is_open()) {
      if (errno == ENOENT) return fail(ErrorCode::kNotFound, "There is no segment.");
      return out_of_order("open segment");
    }
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return out_of_order("stat segment");
    if (!S_ISREG(status.st_mode) || status.st_size == 0)
      return fail(ErrorCode::kIncompatible, "The segment of the index is damaged.", "no file, or an empty one");
    struct stat owner{};
    if (::fstat(folder, &owner) != 0) return out_of_order("stat folder");
    const bool is_ours = status.st_uid == ::geteuid() || status.st_uid == owner.st_uid;
    if (!is_ours || status.st_nlink != 1 || (status.st_mode & 0022U) != 0)
      return fail(ErrorCode::kIncompatible, "The segment of the index can be changed by others.");
    const auto bytes = static_cast<std::uint64_t>(status.st_size);
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    void* const data = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (data == MAP_FAILED) return out_of_order("map segment");
    ::madvise(data, bytes, MADV_RANDOM);  // Searches look at single vectors.
    return std::make_shared<MappedFile>(std::move(file), bytes, static_cast<const std::byte*>(data));
  }

  std::uint64_t bytes() const override { return bytes_; }
  Result<void> read(std::uint64_t at, std::span<std::byte> out) const override {
    const auto got = posix::read_up_to_at(file_.get(), at, out);
    if (!got) return out_of_order("read segment");
    if (*got < out.size()) return damaged("it became shorter");
    return {};
  }
  /// The mapping lives as long as any of its parts; a part that nobody needs any more gives its memory back.
  std::shared_ptr<const float> floats(std::uint64_t at, std::size_t count) const override {
    const auto* const first = reinterpret_cast<const float*>(data_ + at);
    return {first, [self = shared_from_this(), at, count](const float*) { self->forget(at, count * sizeof(float)); }};
  }

 private:
  void forget(std::uint64_t at, std::uint64_t count) const {
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::uint64_t first = (at + page - 1) / page * page;
    const std::uint64_t last = (at + count) / page * page;
    if (first < last) ::madvise(const_cast<std::byte*>(data_) + first, last - first, MADV_DONTNEED);
  }

  Descriptor file_;
  std::uint64_t bytes_;
  const std::byte* data_;
};

/// Refuses what would leave too little room for the store.
Result<void> check_room(int folder, std::uint64_t bytes) {
  struct statvfs status{};
  if (::fstatvfs(folder, &status) != 0) return out_of_order("ask for free space");
  const std::uint64_t room = std::uint64_t{status.f_bavail} * status.f_frsize;
  if (room >= kFreeBytesMin && room - kFreeBytesMin >= bytes) return {};
  return fail(ErrorCode::kUnavailable, "The index cannot be kept on disk.",
              "too little room: " + std::to_string(room) + " bytes for " + std::to_string(bytes));
}

}  // namespace

Result<std::unique_ptr<SegmentFile>> SegmentFile::open(ExactIndex& index, const std::string& folder) {
  const auto unusable = [&] {
    return fail(ErrorCode::kUnavailable, folder + " cannot be used for the index: " + std::strerror(errno) + ".");
  };
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return unusable();
  Descriptor opened = posix::open_folder(AT_FDCWD, folder);
  if (!opened.is_open()) return unusable();
  std::unique_ptr<SegmentFile> file(new SegmentFile(index, folder, std::move(opened)));
  MIEN_TRY_VOID(file->unlink(kNewName, file->new_there_));
  return file;
}

Result<std::size_t> SegmentFile::load(const CheckpointMark& mark) try {
  MIEN_TRY(const std::shared_ptr<MappedFile> file, MappedFile::open(folder_.get()));
  MIEN_TRY(auto galleries, read_segment(*file, mark, index_.crew()));
  std::size_t rows = 0;
  for (const auto& [id, gallery] : galleries) rows += gallery->snapshot().rows;
  if (!index_.adopt(std::move(galleries))) return fail(ErrorCode::kInternal, "The index is not empty.");
  return rows;
} catch (const std::bad_alloc&) {
  return out_of_memory();
}

/// Removes what was written, if it is left before all of it was.
class SegmentFile::Writing {
 public:
  explicit Writing(SegmentFile& segment) : segment_(segment) {}
  ~Writing() {
    if (!ended_) segment_.give_up_writing();
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  Result<void> end(int file, std::uint64_t discards) {
    MIEN_TRY_VOID(segment_.end_writing(file, discards));
    ended_ = true;
    return {};
  }

 private:
  SegmentFile& segment_;
  bool ended_ = false;
};

class SegmentFile::FrozenGalleries final : public Frozen {
 public:
  FrozenGalleries(SegmentFile& segment, std::map<GalleryId, Snapshot> galleries, std::uint64_t discards)
      : segment_(segment), galleries_(std::move(galleries)), discards_(discards) {}

  Result<std::size_t> write(const CheckpointMark& mark, const GiveUp& give_up) const override try {
    MIEN_TRY(const std::uint64_t bytes, segment_bytes(galleries_));
    MIEN_TRY_VOID(check_room(segment_.folder_.get(), bytes));
    MIEN_TRY(const Descriptor file, segment_.begin_writing(discards_));
    Writing writing(segment_);
    std::uint64_t unsynced = 0;
    const auto sink = [&](std::uint64_t at, std::span<const std::byte> part) -> Result<void> {
      if (segment_.discards() != discards_ || give_up()) return given_up();
      if (!posix::write_all_at(file.get(), at, part)) return out_of_order("write segment");
      unsynced += part.size();
      if (unsynced < kBytesBetweenSyncs) return {};
      unsynced = 0;
      if (::fdatasync(file.get()) != 0) return out_of_order("sync segment");
      return {};
    };
    MIEN_TRY(const std::size_t rows, write_segment(galleries_, mark, sink));
    MIEN_TRY_VOID(writing.end(file.get(), discards_));
    return rows;
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }

 private:
  SegmentFile& segment_;
  std::map<GalleryId, Snapshot> galleries_;
  std::uint64_t discards_;  ///< How many there had been.
};

Result<std::unique_ptr<const IndexCheckpoint::Frozen>> SegmentFile::freeze() try {
  const std::uint64_t before = discards();
  return std::make_unique<const FrozenGalleries>(*this, index_.snapshots(), before);
} catch (const std::bad_alloc&) {
  return out_of_memory();
}

Result<Descriptor> SegmentFile::begin_writing(std::uint64_t discards) {
  const std::scoped_lock lock(mutex_);
  if (discards != discards_) return given_up();
  written_ = false;
  MIEN_TRY_VOID(unlink(kNewName, new_there_));
  Descriptor file(::openat(folder_.get(), kNewName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return out_of_order("create segment");
  new_there_ = true;
  return file;
}

Result<void> SegmentFile::end_writing(int file, std::uint64_t discards) {
  if (::fsync(file) != 0) return out_of_order("sync segment");
  const std::scoped_lock lock(mutex_);
  if (discards != discards_) return given_up();
  written_ = true;
  return {};
}

void SegmentFile::give_up_writing() {
  const std::scoped_lock lock(mutex_);
  // If this fails, the next writing or the next start does it.
  static_cast<void>(unlink(kNewName, new_there_));
}

Result<void> SegmentFile::publish() {
  const std::scoped_lock lock(mutex_);
  if (!std::exchange(written_, false)) return given_up();
  segment_there_ = true;  // Also where the rename is done and the sync fails.
  if (::renameat(folder_.get(), kNewName, folder_.get(), kName) != 0) return out_of_order("rename segment");
  new_there_ = false;
  if (!posix::sync_folder(folder_.get(), ".")) return out_of_order("sync folder");
  return {};
}

Result<void> SegmentFile::discard() {
  const std::scoped_lock lock(mutex_);
  ++discards_;
  written_ = false;
  if (!segment_there_ && !new_there_) return {};
  bool new_there = new_there_;
  bool segment_there = segment_there_;
  MIEN_TRY_VOID(unlink(kNewName, new_there));
  MIEN_TRY_VOID(unlink(kName, segment_there));
  if (!posix::sync_folder(folder_.get(), ".")) return out_of_order("sync folder");
  new_there_ = segment_there_ = false;
  return {};
}

Result<void> SegmentFile::unlink(const char* name, bool& there) {
  if (!there) return {};
  bool is_gone = ::unlinkat(folder_.get(), name, 0) == 0 || errno == ENOENT;
  // Nobody of ours makes a folder of that name; an empty one is in the way of nothing but us.
  if (!is_gone && errno == EISDIR) is_gone = ::unlinkat(folder_.get(), name, AT_REMOVEDIR) == 0;
  if (!is_gone) return out_of_order("remove " + path_ + "/" + name);
  there = false;
  return {};
}

std::uint64_t SegmentFile::discards() const {
  const std::scoped_lock lock(mutex_);
  return discards_;
}

}  // namespace mien::index_exact
