#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
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
  };

  /// Opens the writer, prepares the schema, opens the readers.
  static Result<std::unique_ptr<Pool>> open(const std::string& path, const Options& options);

  /// Runs `use(connection)`, which gives a Result, in one write transaction: committed and durable when the result is
  /// good, rolled back when it is an error or the commit fails.
  template <class Use>
  auto write(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    const std::scoped_lock lock(writer_mutex_);
    MIEN_TRY(Transaction transaction, Transaction::begin(writer_, Connection::Access::kWrite));
    auto result = std::forward<Use>(use)(writer_);
    if (!result) return result;
    MIEN_TRY_VOID(transaction.commit());
    return result;
  }

  /// Runs `use(connection)` on one snapshot of the store.
  template <class Use>
  auto read(Use&& use) -> std::invoke_result_t<Use, Connection&> {
    MIEN_TRY(const Lease lease, borrow());
    MIEN_TRY(const Transaction transaction, Transaction::begin(*lease, Connection::Access::kRead));
    return std::forward<Use>(use)(*lease);
  }

 private:
  struct GiveBack {
    Pool* pool;
    void operator()(Connection* connection) const { pool->give_back(connection); }
  };
  using Lease = std::unique_ptr<Connection, GiveBack>;

  Pool(Connection writer, std::vector<Connection> readers, std::chrono::milliseconds patience);
  /// @errors kUnavailable  every reader is in use for longer than the busy timeout.
  Result<Lease> borrow();
  void give_back(Connection* connection);

  std::mutex writer_mutex_;
  Connection writer_;  ///< Guarded by writer_mutex_.
  std::vector<Connection> readers_;
  std::chrono::milliseconds patience_;
  std::mutex idle_mutex_;
  std::vector<Connection*> idle_;  ///< Guarded by idle_mutex_.
  std::condition_variable idle_changed_;
};

}  // namespace mien::sqlite
