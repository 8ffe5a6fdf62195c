#include "adapters/store_sqlite/store_inspection.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "adapters/store_sqlite/schema.h"
#include "core/ascii.h"

namespace mien {
namespace {

using Clock = std::chrono::steady_clock;
using Writer = InspectionOptions::Writer;

constexpr std::size_t kDamageMax = 10;
constexpr int kInstructionsBetweenLooks = 1000;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

std::int64_t bytes_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::int64_t>(status.st_size) : 0;
}

/// A file name as a URI: SQLite takes options only in that form.
std::string uri_of(const std::string& path, bool is_still) {
  std::string out = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_alphanumeric(c) || c == '/' || c == '.' || c == '-' || c == '_') {
      out += c;
    } else {
      out += '%';
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
    }
  }
  return out + (is_still ? "?mode=ro&immutable=1" : "?mode=ro");
}

/// A connection that only reads and gives up when its time is over.
class Reader {
 public:
  static Result<std::unique_ptr<Reader>> open(const std::string& path, bool is_still) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(uri_of(path, is_still).c_str(), &raw,
                                     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<Reader> reader(new Reader(Database(raw)));
    if (code != SQLITE_OK) return std::unexpected(sqlite::to_error(raw, code, "open"));
    sqlite3_busy_timeout(raw, 500);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_progress_handler(
        raw, kInstructionsBetweenLooks,
        [](void* self) { return Clock::now() >= static_cast<Reader*>(self)->deadline_ ? 1 : 0; }, reader.get());
    return reader;
  }
  void set_deadline(Clock::time_point deadline) { deadline_ = deadline; }

  /// Calls `take` for each row. False: the time was over.
  template <class Take>
  Result<bool> each(const std::string& sql, Take&& take) {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &raw, nullptr);
    const Statement statement(raw);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
      code = sqlite3_step(statement.get());
      if (code == SQLITE_ROW) take(statement.get());
    }
    if (code == SQLITE_INTERRUPT) return false;
    if (code != SQLITE_DONE) return std::unexpected(sqlite::to_error(database_.get(), code, sql));
    return true;
  }
  /// The first column of the first row; nullopt: none, or NULL.
  Result<std::optional<std::int64_t>> number(const std::string& sql) {
    std::optional<std::int64_t> value;
    MIEN_TRY(const bool whole, each(sql, [&](sqlite3_stmt* row) {
               if (sqlite3_column_type(row, 0) != SQLITE_NULL) value = sqlite3_column_int64(row, 0);
             }));
    if (!whole) return fail(ErrorCode::kUnavailable, "The store takes too long to read.");
    return value;
  }

 private:
  explicit Reader(Database database) : database_(std::move(database)) {}
  Database database_;
  Clock::time_point deadline_ = Clock::time_point::max();
};

/// Takes a row of quick_check, which may have several lines and one before them that only names the database.
void take_damage(std::string_view row, std::vector<std::string>& damage) {
  while (!row.empty() && damage.size() < kDamageMax) {
    const std::string_view line = row.substr(0, row.find('\n'));
    if (!line.empty() && !line.starts_with("***")) damage.emplace_back(line);
    row.remove_prefix(std::min(line.size() + 1, row.size()));
  }
}

/// What quick_check says of one table, or of everything where `table` is empty.
Result<void> look_for_damage(Reader& reader, const std::string& table, StoreInspection& found) {
  const std::string sql = "PRAGMA quick_check" + (table.empty() ? "" : "(" + table + ")");
  const auto whole = reader.each(sql, [&](sqlite3_stmt* row) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
    if (text && std::string_view(text) != "ok") take_damage(text, found.damage);
  });
  if (!whole && whole.error().message != sqlite::kDamaged) return std::unexpected(whole.error());
  // A page that is damaged beyond reading is a finding, too.
  if (!whole && found.damage.size() < kDamageMax) found.damage.push_back(whole.error().detail);
  if (whole && !*whole) found.is_partial = true;
  return {};
}

Result<void> look_for_damage(Reader& reader, const InspectionOptions& options, Clock::time_point end,
                             StoreInspection& found) {
  reader.set_deadline(end);
  if (options.writer == Writer::kNone) return look_for_damage(reader, "", found);
  std::vector<std::string> tables;
  MIEN_TRY_VOID(reader.each(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
      [&](sqlite3_stmt* row) { tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0))); }));
  for (const std::string& table : tables) {
    if (Clock::now() >= end) found.is_partial = true;
    reader.set_deadline(std::min(end, Clock::now() + options.running_max));
    MIEN_TRY_VOID(look_for_damage(reader, table, found));
  }
  return {};
}

Result<void> look_at_version(Reader& reader, const std::string& path, StoreInspection& found) {
  const auto application = reader.number("PRAGMA application_id");
  if (!application && application.error().message == sqlite::kDamaged)
    return fail(ErrorCode::kIncompatible, path + " is no database, or damaged at its very start.",
                application.error().detail);
  if (!application) return std::unexpected(application.error());
  if (*application != sqlite::kApplicationId)
    return fail(ErrorCode::kIncompatible, path + " is a database of another program.");
  MIEN_TRY(const auto version, reader.number("PRAGMA user_version"));
  found.schema_version = version.value_or(0);
  found.newest_known_version = sqlite::newest_schema_version();
  if (found.schema_version > found.newest_known_version)
    return fail(ErrorCode::kIncompatible, path + " was written by a newer version of Mien.");
  return {};
}

}  // namespace

Result<StoreInspection> inspect_store(const std::string& path, const InspectionOptions& options) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return fail(ErrorCode::kUnavailable, path + " cannot be read.");
  // SQLite would wait at a pipe.
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::kIncompatible, path + " is no file.");
  const bool has_log = bytes_of(path + "-wal") > 0;
  const bool is_still = options.writer == Writer::kNone && !has_log;
  // Reading through a log makes an index of it, which would belong to whoever looks.
  if (options.writer == Writer::kNone && has_log && status.st_uid != ::geteuid())
    return fail(ErrorCode::kUnavailable, path + " was not closed cleanly and belongs to another user.");
  MIEN_TRY(const auto reader, Reader::open(path, is_still));
  const auto end = Clock::now() + options.time_max;
  reader->set_deadline(end);
  StoreInspection found;
  MIEN_TRY_VOID(look_at_version(*reader, path, found));
  MIEN_TRY_VOID(look_for_damage(*reader, options, end, found));
  if (!found.damage.empty()) return found;
  reader->set_deadline(Clock::now() + options.running_max);
  MIEN_TRY(const auto people, reader->number("SELECT sum(person_count) FROM collections WHERE dropped_change IS NULL"));
  MIEN_TRY(const auto faces, reader->number("SELECT sum(face_count) FROM collections WHERE dropped_change IS NULL"));
  MIEN_TRY(const auto newest, reader->number("SELECT max(at_ms) FROM events"));
  constexpr std::int64_t kWithKeys = 4;
  if (found.schema_version >= kWithKeys) {
    MIEN_TRY(const auto keys, reader->number("SELECT count(*) FROM access_keys"));
    found.keys = keys.value_or(0);
  }
  found.people = people.value_or(0);
  found.faces = faces.value_or(0);
  if (newest) found.newest_event = Timestamp(std::chrono::milliseconds(*newest));
  return found;
}

}  // namespace mien
