#pragma once

#include <sqlite3.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/patience.h"
#include "core/result.h"

/// The thin layer over SQLite's C interface: connections, statements and transactions that close themselves, and
/// errors as values.
namespace mien::sqlite {

/// What errors say where the file's bytes are not what they should be.
inline constexpr std::string_view kDamaged = "The store is damaged.";

/// SQLite's trouble in the domain's words: disk, lock and damage become kUnavailable, our own mistakes kInternal.
Error to_error(sqlite3* database, int code, std::string_view doing);

/// A prepared statement on loan from its connection's cache; goes back, reset, at the end of its scope. Columns count
/// from 0 and are valid until the next step.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  /// Binds the next parameter. A failure shows at the next step.
  void bind(std::nullptr_t) { check(sqlite3_bind_null(statement_.get(), ++bound_)); }
  void bind(std::integral auto value) {
    check(sqlite3_bind_int64(statement_.get(), ++bound_, static_cast<sqlite3_int64>(value)));
  }
  void bind(double value) { check(sqlite3_bind_double(statement_.get(), ++bound_, value)); }
  void bind(std::string_view text) {
    check(sqlite3_bind_text64(statement_.get(), ++bound_, text.data() != nullptr ? text.data() : "", text.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void bind(std::span<const std::byte> blob) {
    static constexpr std::byte kNothing{};  // A null pointer would bind NULL.
    check(sqlite3_bind_blob64(statement_.get(), ++bound_, blob.data() != nullptr ? blob.data() : &kNothing, blob.size(),
                              SQLITE_TRANSIENT));
  }

  /// True: there is a row.
  Result<bool> step();
  /// For statements that give no rows, or whose rows nobody wants.
  Result<void> run();

  bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  double real(int column) const { return sqlite3_column_double(statement_.get(), column); }
  std::string_view text(int column) const;
  std::span<const std::byte> blob(int column) const;

 private:
  struct Return {
    void operator()(sqlite3_stmt* statement) const {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);  // Biometrics do not linger in an idle statement.
    }
  };
  void check(int code) {
    if (code != SQLITE_OK) bind_code_ = code;
  }

  std::unique_ptr<sqlite3_stmt, Return> statement_;
  int bound_ = 0;
  int bind_code_ = SQLITE_OK;
};

/// One open database with its cache of prepared statements. For one thread at a time.
class Connection {
 public:
  enum class Access : std::uint8_t { kWrite, kRead };
  struct Options {
    std::chrono::milliseconds busy_timeout{5000};
    int checkpoint_pages = 1000;
    std::string vfs{};  ///< Name of a registered VFS; empty: the platform's own.
  };

  /// The file must exist; an empty one is an empty database.
  static Result<Connection> open(const std::string& path, Access access, const Options& options);

  /// The statement for `sql`, a literal, with its parameters bound in order. Prepared once per connection.
  template <class... Values>
  Result<Statement> query(std::string_view sql, const Values&... values) {
    MIEN_TRY(Statement statement, prepare(sql));
    (statement.bind(values), ...);
    return statement;
  }
  /// Runs a statement that gives no rows.
  template <class... Values>
  Result<void> run(std::string_view sql, const Values&... values) {
    MIEN_TRY(Statement statement, query(sql, values...));
    return statement.run();
  }
  /// Runs several statements without parameters, outside the cache.
  Result<void> script(const std::string& sql);
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  std::int64_t changed() const { return sqlite3_changes64(database_.get()); }
  std::int64_t last_row() const { return sqlite3_last_insert_rowid(database_.get()); }
  /// Carries the write-ahead log over into the database and empties it, so that neither holds what was deleted. False:
  /// readers were at work, who are not waited for; what can be carried over has been. Does not throw: whoever calls has
  /// committed, and want of memory must not look like a failed write.
  Result<bool> empty_log();
  /// Whether commits wait for the disk; outside of transactions. Without, they are safe from the end of the process,
  /// and from power loss once a later commit has waited: the log is synced as a whole.
  enum class Sync : std::uint8_t { kWait, kLeave };
  Result<void> set_sync(Sync sync);
  /// Needs no memory of ours, so that destructors can call it.
  void roll_back() noexcept { sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr); }
  bool in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Connection(sqlite3* database, const Options& options)
      : database_(database), busy_timeout_(options.busy_timeout), checkpoint_pages_(options.checkpoint_pages) {}
  friend class PatienceGuard;
  Result<Statement> prepare(std::string_view sql);

  // In this order: statements go before their database.
  std::unique_ptr<sqlite3, Close> database_;
  std::chrono::milliseconds busy_timeout_;
  int checkpoint_pages_;
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

/// While it lives, statements of the connection end with an error once the patience is over. Borrows both.
class PatienceGuard {
 public:
  PatienceGuard(Connection& connection, const Patience& patience);
  PatienceGuard(const PatienceGuard&) = delete;
  PatienceGuard& operator=(const PatienceGuard&) = delete;
  ~PatienceGuard();

 private:
  Connection& connection_;
};

/// Rolls back at the end of its scope unless it was committed.
class Transaction {
 public:
  /// kWrite takes the write lock at once, so that no later statement can fail for want of it; kRead sees one snapshot.
  static Result<Transaction> begin(Connection& connection, Connection::Access access);
  Transaction(Transaction&& other) noexcept : connection_(other.connection_) { other.connection_ = nullptr; }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace mien::sqlite
