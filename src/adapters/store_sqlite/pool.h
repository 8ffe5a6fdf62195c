#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/store_sqlite/database.h"

namespace mien::sqlite {

/// One writer connection behind a mutex and a fixed number of readers. Thread-safe. Because there is one writer,
/// commits have one order, and what runs inside write() sees everything committed before it.
class Pool {
 public:
  struct Options {
    std::size_t readers = 4;
    Connection::Options connection{};
    /// Called after each commit, by whoever wrote, before the next can write: cheap, does not throw, calls no store.
    std::function<void()> committed{};
  };

  /// Opens the writer, prepares the schema, opens the readers.
  static Result<std::unique_ptr<Pool>> open(const std::string& path, const Options& options);

  /// Runs `use(connection)`, which gives a Result, in one write transaction: committed and durable when the result is
  /// good, rolled back when it is an error or the commit fails.
  template <class Use>
  auto write(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    return write(Connection::Sync::kWait, std::forward<Use>(use));
  }

  /// As write(), but the commit does not wait for the disk.
  template <class Use>
  auto write_without_sync(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    return write(Connection::Sync::kLeave, std::forward<Use>(use));
  }

  /// As write(), for what removes or replaces something that nobody shall find any more.
  template <class Use>
  auto erase(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    auto result = write(std::forward<Use>(use));
    if (result) empty_log_of_removed();
    return result;
  }
  /// What was removed before this call is in no file afterwards: the log, which holds older copies of rows, is emptied,
  /// and new readers wait until those at work have ended. One that takes longer than kReadersPatience is not waited
  /// for; the log is then emptied when it ends, or tried again with the next read or write after kEmptyingPause.
  void empty_log_of_removed();
  /// The same with the first read or write after kEmptyingPause: once for all that was removed until then.
  void empty_log_soon();

  /// Runs `use(connection)` on one snapshot of the store.
  template <class Use>
  auto read(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    auto result = snapshot(std::forward<Use>(use));
    if (is_log_due()) empty_log_unless_writing();
    return result;
  }

 private:
  using Clock = std::chrono::steady_clock;
  /// How long the emptying of the log waits for readers; new readers and writers wait behind it.
  static constexpr std::chrono::milliseconds kReadersPatience{500};
  static constexpr std::chrono::seconds kEmptyingPause{2};
  /// Readers that overlap without end would keep the log from ever beginning anew: it is emptied after so many commits.
  static constexpr std::size_t kCommitsMax = 1024;

  /// One who writes, from before it waits for the mutex until it has given it back.
  class Turn {
   public:
    explicit Turn(Pool& pool) : pool_(pool) { ++pool_.turns_begun_; }
    ~Turn() {
      ++pool_.turns_ended_;
      pool_.turns_ended_.notify_all();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Pool& pool_;
  };

  template <class Use>
  auto write(Connection::Sync sync, Use&& use) -> std::invoke_result_t<Use, Connection&> {
    const Turn turn(*this);
    const std::scoped_lock lock(writer_mutex_);
    MIEN_TRY_VOID(settle_log());
    MIEN_TRY_VOID(use_sync(sync));
    auto result = commit(std::forward<Use>(use));
    if (result)
      unsynced_ = sync == Connection::Sync::kLeave;
    else if (result.error().code == ErrorCode::kUnavailable)
      doubt_log();
    if (is_log_due()) empty_log_if_it_can_be();
    return result;
  }
  template <class Use>
  auto commit(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    MIEN_TRY(Transaction transaction, Transaction::begin(writer_, Connection::Access::kWrite));
    auto result = std::forward<Use>(use)(writer_);
    if (!result) return result;
    MIEN_TRY_VOID(transaction.commit());
    if (++commits_ >= kCommitsMax) log_is_due_at_ = kAtOnce;
    if (committed_) committed_();
    return result;
  }
  template <class Use>
  auto snapshot(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    MIEN_TRY(const Lease lease, borrow());
    MIEN_TRY(const Transaction transaction, Transaction::begin(*lease, Connection::Access::kRead));
    return std::forward<Use>(use)(*lease);
  }
  /// Under writer_mutex_. Whoever cannot have it does not write.
  Result<void> use_sync(Connection::Sync sync);
  /// Under writer_mutex_. A sync that fails may lose what earlier commits left to it, and the next one succeeds without
  /// that; commits behind such a gap in the log would be lost with it. So the log is carried over before anything else
  /// is written. @errors kUnavailable  it cannot be.
  Result<void> settle_log();
  /// Under writer_mutex_, after a commit that failed: the log may hold it whole, and the next start would take it for
  /// done, though its caller has heard otherwise and taken back the files it was for.
  void doubt_log();
  /// Under writer_mutex_. Trouble is no error: what was written is committed, and the next call tries again.
  void empty_log();
  void empty_log_if_it_can_be();
  void empty_log_unless_writing();
  bool nobody_reads();
  bool is_log_due() const { return Clock::now().time_since_epoch().count() >= log_is_due_at_; }

  struct GiveBack {
    Pool* pool;
    void operator()(Connection* connection) const { pool->give_back(connection); }
  };
  using Lease = std::unique_ptr<Connection, GiveBack>;

  Pool(Connection writer, std::vector<Connection> readers, std::chrono::milliseconds patience,
       std::function<void()> committed);
  /// @errors kOverloaded  every reader is in use for longer than the busy timeout.
  Result<Lease> borrow();
  void give_back(Connection* connection);

  std::mutex writer_mutex_;
  Connection writer_;  ///< Guarded by writer_mutex_.
  /// Likewise. How the writer commits; none while that is in doubt.
  std::optional<Connection::Sync> sync_ = Connection::Sync::kWait;
  bool unsynced_ = false;  ///< Commits did not wait for the disk since the last that did. Guarded by writer_mutex_.
  bool log_is_in_doubt_ = false;  ///< Likewise: something failed while there were such commits.
  static constexpr Clock::rep kAtOnce = std::numeric_limits<Clock::rep>::min();
  static constexpr Clock::rep kNever = std::numeric_limits<Clock::rep>::max();
  /// When the log is to be emptied, because it holds what was removed, as what a crash left may, or has become long.
  /// Put off under writer_mutex_ only.
  std::atomic<Clock::rep> log_is_due_at_ = kAtOnce;
  std::atomic<std::uint64_t> turns_begun_ = 0;
  std::atomic<std::uint64_t> turns_ended_ = 0;
  std::atomic<std::uint64_t> emptyings_asked_ = 0;
  std::uint64_t emptied_through_ = 0;  ///< The last that was asked for before the log was emptied. As commits_.
  std::size_t commits_ = 0;            ///< Since the log was emptied. Guarded by writer_mutex_.
  Clock::time_point next_emptying_{};  ///< Likewise.
  std::vector<Connection> readers_;
  std::chrono::milliseconds patience_;
  const std::function<void()> committed_;
  std::mutex idle_mutex_;
  std::vector<Connection*> idle_;   ///< Guarded by idle_mutex_.
  bool readers_held_back_ = false;  ///< Likewise.
  std::condition_variable idle_changed_;
};

}  // namespace mien::sqlite
