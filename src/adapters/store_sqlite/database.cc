#include "adapters/store_sqlite/database.h"

#include <new>
#include <utility>

#include "adapters/unicode/search_form.h"

namespace mien::sqlite {
namespace {

bool is_outside_trouble(int primary_code) {
  switch (primary_code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return true;
    default:
      return false;
  }
}

/// search_form(TEXT) of statements.
void answer_search_form(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  if (text == nullptr) return sqlite3_result_null(context);
  try {
    const std::string form = unicode::search_form({text, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))});
    sqlite3_result_text64(context, form.data(), form.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {  // SQLite is C: nothing may be thrown through it.
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

Error to_error(sqlite3* database, int code, std::string_view doing) {
  std::string detail = "SQLite " + std::to_string(code) + " (" + sqlite3_errstr(code) + ") at: " + std::string(doing);
  if (database != nullptr && sqlite3_extended_errcode(database) == code)
    detail += ": " + std::string(sqlite3_errmsg(database));
  const int primary_code = code & 0xFF;
  if (primary_code == SQLITE_CORRUPT || primary_code == SQLITE_NOTADB)
    return {ErrorCode::kUnavailable, std::string(kDamaged), std::move(detail), {}};
  if (is_outside_trouble(primary_code))
    return {ErrorCode::kUnavailable, "The store is not available.", std::move(detail), {}};
  return {ErrorCode::kInternal, "The store failed.", std::move(detail), {}};
}

Result<bool> Statement::step() {
  sqlite3* const database = sqlite3_db_handle(statement_.get());
  if (bind_code_ != SQLITE_OK) return std::unexpected(to_error(database, bind_code_, sqlite3_sql(statement_.get())));
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(to_error(database, code, sqlite3_sql(statement_.get())));
}

Result<void> Statement::run() {
  for (;;) {
    MIEN_TRY(const bool more, step());
    if (!more) return {};
  }
}

std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::span<const std::byte> Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Connection> Connection::open(const std::string& path, Access access, const Options& options) {
  sqlite3* raw = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &raw, kFlags, options.vfs.empty() ? nullptr : options.vfs.c_str());
  Connection connection(raw, options);  // Even a failed open gives a handle that must be closed.
  if (code != SQLITE_OK) return std::unexpected(to_error(raw, code, "open"));
  sqlite3_wal_autocheckpoint(raw, options.checkpoint_pages);
  sqlite3_busy_timeout(raw, static_cast<int>(options.busy_timeout.count()));
  // A damaged or planted schema must not run code, and a misspelt name must not become a string.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  // For statements of ours, not for the schema's.
  constexpr int kTraits = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  if (const int made = sqlite3_create_function_v2(raw, "search_form", 1, kTraits, nullptr, answer_search_form, nullptr,
                                                  nullptr, nullptr);
      made != SQLITE_OK)
    return std::unexpected(to_error(raw, made, "search_form"));
  // FULL: the write-ahead log is synced at every commit. secure_delete: what is deleted is overwritten with zeros.
  // temp_store: the pages that SQLite keeps to undo a statement hold templates and names, and would go to /var/tmp.
  MIEN_TRY_VOID(
      connection.script("PRAGMA synchronous = FULL;"
                        "PRAGMA cell_size_check = ON;"
                        "PRAGMA secure_delete = ON;"
                        "PRAGMA temp_store = MEMORY;"
                        "PRAGMA journal_size_limit = 67108864;"));
  if (access == Access::kWrite) {
    MIEN_TRY_VOID(connection.script("PRAGMA cache_size = -16384;"));
  } else {
    MIEN_TRY_VOID(connection.script("PRAGMA query_only = ON; PRAGMA cache_size = -4096;"));
  }
  return connection;
}

Result<void> Connection::script(const std::string& sql) {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(to_error(database_.get(), code, sql));
  return {};
}

Result<void> Connection::set_sync(Sync sync) {
  // Carrying the log over by itself, SQLite says nothing of a sync that fails. That loses nothing where the commit
  // before it has waited for the disk.
  sqlite3_wal_autocheckpoint(database_.get(), sync == Sync::kWait ? checkpoint_pages_ : 0);
  // Not from the cache of statements: SQLite obeys this one while it prepares it, and not when it runs.
  return script(sync == Sync::kWait ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

Result<bool> Connection::empty_log() {
  sqlite3_busy_timeout(database_.get(), 0);
  const auto emptied = [this]() -> Result<bool> {
    try {
      MIEN_TRY(Statement checkpoint, query("PRAGMA wal_checkpoint(TRUNCATE)"));
      MIEN_TRY(const bool answered, checkpoint.step());
      return answered && checkpoint.integer(0) == 0;
    } catch (const std::bad_alloc&) {
      return fail(ErrorCode::kUnavailable, {});
    }
  }();
  sqlite3_busy_timeout(database_.get(), static_cast<int>(busy_timeout_.count()));
  return emptied;
}

Result<Statement> Connection::prepare(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) {
    MIEN_CHECK(sqlite3_stmt_busy(known->second.get()) == 0);
    return Statement(known->second.get());
  }
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return std::unexpected(to_error(database_.get(), code, sql));
  std::unique_ptr<sqlite3_stmt, Finalize> prepared(raw);  // Before the cache takes memory.
  statements_.emplace(sql, std::move(prepared));
  return Statement(raw);
}

PatienceGuard::PatienceGuard(Connection& connection, const Patience& patience) : connection_(connection) {
  constexpr int kSteps = 2000;  // Some 100 rows: well under a millisecond.
  const auto is_over = [](void* asked) { return static_cast<const Patience*>(asked)->is_over() ? 1 : 0; };
  sqlite3_progress_handler(connection_.database_.get(), kSteps, is_over, const_cast<Patience*>(&patience));
}

PatienceGuard::~PatienceGuard() { sqlite3_progress_handler(connection_.database_.get(), 0, nullptr, nullptr); }

Result<Transaction> Transaction::begin(Connection& connection, Connection::Access access) {
  MIEN_TRY_VOID(connection.run(access == Connection::Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  // SQLite rolls back by itself after some I/O errors; then there is nothing left to roll back. A rollback that fails
  // leaves nothing behind either: what was not committed is not in the log.
  if (connection_ != nullptr && connection_->in_transaction()) connection_->roll_back();
}

Result<void> Transaction::commit() {
  MIEN_TRY_VOID(connection_->run("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace mien::sqlite
