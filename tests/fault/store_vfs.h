#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace mien::fault {

/// A SQLite VFS over the platform's own that fails on demand, or remembers what a power cut would leave on the disk:
/// all that was synced, and of the rest any part. Every write, truncation and sync of a database or log counts as one
/// operation. A sync that fails loses what it should have made durable: kernels mark such pages clean, so that the next
/// sync succeeds without writing them. Thread-safe. Registered while it lives.
class FaultyVfs {
 public:
  explicit FaultyVfs(std::string name);
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;
  const std::string& name() const { return name_; }

  enum class Lasting : std::uint8_t { kOnce, kFromThen };
  /// The operation number `operation` (1: the next) fails with `code`.
  void fail_at(std::size_t operation, int code, Lasting lasting);
  /// At operation number `operation` the power goes: images() is what the disk then holds, and nothing works any more.
  void cut_power_at(std::size_t operation, std::uint64_t seed);
  /// The power goes now.
  void cut_power(std::uint64_t seed);
  bool power_is_gone() const;
  /// Every read of a database or log fails from now on, or no longer.
  void fail_reads(bool failing);
  /// Nothing fails any more; counting begins anew.
  void reset();
  std::size_t syncs() const;  ///< So far.
  /// How many files were opened that SQLite puts into the system's folder for temporary ones.
  std::size_t temporary_files() const;
  bool fired() const;

  using Images = std::map<std::string, std::vector<char>>;  ///< By path.
  Images images() const;

 private:
  struct File;
  struct Methods;
  /// One change that was not synced. A truncation has no bytes.
  struct Pending {
    std::int64_t offset;
    std::vector<char> bytes;
  };
  struct Disk {
    std::vector<char> durable;
    std::vector<Pending> pending;
  };

  static void apply(std::vector<char>& image, const Pending& change);
  void take_images();
  /// Counts an operation. SQLITE_OK: it may be done.
  int count();

  std::string name_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  mutable std::mutex mutex_;  ///< Guards all below.
  std::map<std::string, Disk> disks_;
  std::size_t operations_ = 0;
  std::size_t syncs_ = 0;
  std::size_t temporary_files_ = 0;
  std::optional<std::size_t> fail_at_;
  int code_ = SQLITE_OK;
  Lasting lasting_ = Lasting::kOnce;
  bool fired_ = false;
  std::optional<std::size_t> cut_at_;
  std::mt19937_64 random_;
  bool dead_ = false;
  bool reads_fail_ = false;
  Images images_;
};

}  // namespace mien::fault
