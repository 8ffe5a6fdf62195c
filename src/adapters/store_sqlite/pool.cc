#include "adapters/store_sqlite/pool.h"

#include "adapters/store_sqlite/schema.h"

namespace mien::sqlite {

Pool::Pool(Connection writer, std::vector<Connection> readers, std::chrono::milliseconds patience,
           std::function<void()> committed)
    : writer_(std::move(writer)), readers_(std::move(readers)), patience_(patience), committed_(std::move(committed)) {
  for (Connection& reader : readers_) idle_.push_back(&reader);
}

Result<std::unique_ptr<Pool>> Pool::open(const std::string& path, const Options& options) {
  MIEN_TRY(Connection writer, Connection::open(path, Connection::Access::kWrite, options.connection));
  MIEN_TRY_VOID(prepare_schema(writer, path));
  std::vector<Connection> readers;
  for (std::size_t i = 0; i < options.readers; ++i) {
    MIEN_TRY(Connection reader, Connection::open(path, Connection::Access::kRead, options.connection));
    readers.push_back(std::move(reader));
  }
  return std::unique_ptr<Pool>(
      new Pool(std::move(writer), std::move(readers), options.connection.busy_timeout, options.committed));
}

Result<void> Pool::use_sync(Connection::Sync sync) {
  if (sync_ == sync) return {};
  sync_.reset();
  MIEN_TRY_VOID(writer_.set_sync(sync));
  sync_ = sync;
  return {};
}

Result<void> Pool::settle_log() {
  if (!log_is_in_doubt_) return {};
  empty_log();
  if (log_is_in_doubt_)
    return fail(ErrorCode::kUnavailable, "The store is not available.",
                "a sync failed, and the log is not settled yet");
  return {};
}

void Pool::doubt_log() {
  log_is_in_doubt_ = unsynced_;
  log_is_due_at_ = kAtOnce;
}

void Pool::empty_log() {
  const std::uint64_t covers = emptyings_asked_;
  {
    std::unique_lock lock(idle_mutex_);
    readers_held_back_ = true;
    idle_changed_.wait_for(lock, kReadersPatience, [&] { return idle_.size() == readers_.size(); });
  }
  const auto emptied = writer_.empty_log();
  {
    const std::scoped_lock lock(idle_mutex_);
    readers_held_back_ = false;
  }
  idle_changed_.notify_all();
  if (emptied && *emptied) {
    log_is_in_doubt_ = unsynced_ = false;
    log_is_due_at_ = kNever;
    emptied_through_ = covers;
    commits_ = 0;
  } else {
    if (!emptied) log_is_in_doubt_ = unsynced_;
    next_emptying_ = Clock::now() + kEmptyingPause;
  }
}

void Pool::empty_log_of_removed() {
  // Whoever asks has committed what it removed. So an emptying that begins afterwards does for it, too, and of many who
  // ask at once the first one does it for all. They are many only if those go first who wait to write now: else each
  // would have the mutex again before them, whom it has to wake.
  const std::uint64_t asked = ++emptyings_asked_;
  const std::uint64_t begun = turns_begun_;
  for (std::uint64_t ended = turns_ended_; ended < begun; ended = turns_ended_) turns_ended_.wait(ended);
  const std::scoped_lock lock(writer_mutex_);
  if (emptied_through_ >= asked) return;
  log_is_due_at_ = kAtOnce;
  if (Clock::now() >= next_emptying_) empty_log();  // Else a reader holds it up, for which others have waited already.
}

void Pool::empty_log_soon() {
  Clock::rep never = kNever;
  log_is_due_at_.compare_exchange_strong(never, (Clock::now() + kEmptyingPause).time_since_epoch().count());
}

void Pool::empty_log_if_it_can_be() {
  if (nobody_reads() || Clock::now() >= next_emptying_) empty_log();
}

void Pool::empty_log_unless_writing() {
  // A writer that is at work tries it itself.
  const std::unique_lock lock(writer_mutex_, std::try_to_lock);
  if (lock && is_log_due()) empty_log_if_it_can_be();
}

bool Pool::nobody_reads() {
  const std::scoped_lock lock(idle_mutex_);
  return idle_.size() == readers_.size();
}

Result<Pool::Lease> Pool::borrow() {
  std::unique_lock lock(idle_mutex_);
  if (!idle_changed_.wait_for(lock, patience_, [&] { return !readers_held_back_ && !idle_.empty(); }))
    return fail(ErrorCode::kOverloaded, "The store is busy; try again later.", "no reader connection became free");
  Connection* const connection = idle_.back();
  idle_.pop_back();
  return Lease(connection, GiveBack{this});
}

void Pool::give_back(Connection* connection) {
  {
    const std::scoped_lock lock(idle_mutex_);
    idle_.push_back(connection);
  }
  idle_changed_.notify_all();  // Readers wait for one that is idle, the emptying of the log for all.
}

}  // namespace mien::sqlite
