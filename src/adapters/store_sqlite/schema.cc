#include "adapters/store_sqlite/schema.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "adapters/store_sqlite/schema/buckets.h"
#include "adapters/store_sqlite/schema/console.h"
#include "adapters/store_sqlite/schema/events.h"
#include "adapters/store_sqlite/schema/functions.h"
#include "adapters/store_sqlite/schema/keys.h"
#include "adapters/store_sqlite/schema/reviews.h"
#include "adapters/store_sqlite/schema/setups.h"
#include "adapters/store_sqlite/schema/tables.h"
#include "adapters/store_sqlite/schema/tasks.h"
#include "adapters/store_sqlite/schema/traces.h"

namespace mien::sqlite {
namespace {

/// docs/formats/sqlite.md explains the tables. Published versions are never edited: a change is a new entry.
constexpr const char* kPeopleAndFaces = R"sql(
CREATE TABLE state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  store_id BLOB NOT NULL CHECK (length(store_id) = 16),
  change INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, randomblob(16), 0);

CREATE TABLE collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  face_model_version TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  face_count INTEGER NOT NULL DEFAULT 0 CHECK (face_count >= 0),
  person_count INTEGER NOT NULL DEFAULT 0 CHECK (person_count >= 0),
  dropped_change INTEGER,
  purged INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX collections_live ON collections (name) WHERE dropped_change IS NULL;
CREATE INDEX collections_dropped ON collections (dropped_change) WHERE dropped_change IS NOT NULL;

CREATE TABLE tags (
  collection INTEGER NOT NULL REFERENCES collections (id),
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (collection, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  collection INTEGER NOT NULL REFERENCES collections (id),
  person_id TEXT NOT NULL,
  key BLOB NOT NULL CHECK (length(key) = 16),
  name TEXT NOT NULL,
  attributes_json TEXT NOT NULL,
  consent INTEGER NOT NULL,
  fused BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  face_count INTEGER NOT NULL DEFAULT 0 CHECK (face_count >= 0),
  change INTEGER NOT NULL,
  UNIQUE (collection, person_id),
  UNIQUE (collection, key)
) STRICT;
CREATE INDEX people_by_change ON people (change);

CREATE TABLE faces (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  collection INTEGER NOT NULL REFERENCES collections (id),
  face_id BLOB NOT NULL CHECK (length(face_id) = 16),
  image_id BLOB NOT NULL CHECK (length(image_id) = 16),
  external_image TEXT,
  image_sha256 BLOB NOT NULL CHECK (length(image_sha256) = 32),
  box_left REAL NOT NULL,
  box_top REAL NOT NULL,
  box_width REAL NOT NULL,
  box_height REAL NOT NULL,
  confidence_pct REAL NOT NULL,
  person INTEGER REFERENCES people (id),
  object BLOB CHECK (object IS NULL OR (person IS NOT NULL AND length(object) = 16)),
  created_ms INTEGER NOT NULL,
  change INTEGER NOT NULL,
  embedding BLOB NOT NULL,
  UNIQUE (collection, face_id)
) STRICT;
CREATE INDEX faces_by_collection ON faces (collection);
CREATE INDEX faces_by_change ON faces (change);
CREATE INDEX faces_by_person ON faces (person) WHERE person IS NOT NULL;
CREATE INDEX faces_by_image ON faces (collection, image_sha256) WHERE person IS NOT NULL;
CREATE INDEX faces_by_object ON faces (object, collection) WHERE object IS NOT NULL;

CREATE TABLE removals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  change INTEGER NOT NULL,
  collection INTEGER NOT NULL REFERENCES collections (id),
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
  key BLOB NOT NULL CHECK (length(key) = 16)
) STRICT;
CREATE INDEX removals_by_change ON removals (change);
CREATE INDEX removals_by_collection ON removals (collection);

CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id BLOB NOT NULL CHECK (length(event_id) = 16),
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  collection TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  similarity REAL
) STRICT;
CREATE INDEX events_by_time ON events (at_ms);
CREATE INDEX events_by_collection ON events (collection, at_ms);
CREATE INDEX events_by_subject ON events (subject, at_ms) WHERE subject <> '';

CREATE TABLE idempotency (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 BLOB NOT NULL CHECK (length(request_sha256) = 32),
  status INTEGER NOT NULL,
  response TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  person INTEGER REFERENCES people (id) ON DELETE CASCADE,
  PRIMARY KEY (actor, key)
) STRICT;
CREATE INDEX idempotency_by_time ON idempotency (created_ms);
CREATE INDEX idempotency_by_person ON idempotency (person) WHERE person IS NOT NULL;
)sql";
constexpr const char* kAnswersWithoutStatus = "ALTER TABLE idempotency DROP COLUMN status";
constexpr const char* kCheckpoint = R"sql(
CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token BLOB NOT NULL CHECK (length(token) = 16),
  change INTEGER NOT NULL
) STRICT;
)sql";

constexpr std::array kVersion1{kPeopleAndFaces};
constexpr std::array kVersion2{kAnswersWithoutStatus};
constexpr std::array kVersion3{kCheckpoint};
/// The upload door: one group of tables for each part, in a file of its own.
constexpr std::array kVersion4{kEventIdIndex, kTaskTables, kItemTables, kFunctionTables,
                               kBucketTables, kKeyTables,  kTraceTables};
/// The console.
constexpr std::array kVersion5{kConsoleTables, kEventCounts, kFacesOfNobody, kReviewTables, kSetupTables};
constexpr std::array<std::span<const char* const>, 5> kMigrations{kVersion1, kVersion2, kVersion3, kVersion4,
                                                                  kVersion5};
constexpr auto kVersion = static_cast<std::int64_t>(kMigrations.size());

Result<std::int64_t> number(Connection& connection, std::string_view sql) {
  MIEN_TRY(Statement statement, connection.query(sql));
  MIEN_TRY(const bool found, statement.step());
  if (!found) return fail(ErrorCode::kUnavailable, std::string(kDamaged), "no row for: " + std::string(sql));
  return statement.integer(0);
}

/// The schema's version; nullopt: the file belongs to another program.
Result<std::optional<std::int64_t>> version_of(Connection& connection) {
  MIEN_TRY(const std::int64_t application, number(connection, "PRAGMA application_id"));
  MIEN_TRY(const std::int64_t version, number(connection, "PRAGMA user_version"));
  MIEN_TRY(const std::int64_t tables, number(connection, "SELECT count(*) FROM sqlite_schema"));
  const bool empty = application == 0 && version == 0 && tables == 0;
  if (empty) return 0;
  if (application != kApplicationId) return std::nullopt;
  return version;
}

/// Each step and its version number commit together, so that an interrupted upgrade goes on where it stood.
Result<void> migrate(Connection& connection, std::int64_t from) {
  for (std::int64_t version = from; version < kVersion; ++version) {
    MIEN_TRY(Transaction transaction, Transaction::begin(connection, Connection::Access::kWrite));
    for (const char* group : kMigrations[static_cast<std::size_t>(version)]) MIEN_TRY_VOID(connection.script(group));
    MIEN_TRY_VOID(connection.script("PRAGMA application_id = " + std::to_string(kApplicationId) +
                                    "; PRAGMA user_version = " + std::to_string(version + 1)));
    MIEN_TRY_VOID(transaction.commit());
  }
  return {};
}

/// Touches every table and index root, so that gross damage shows at start and not at the first request.
Result<void> probe(Connection& connection) {
  MIEN_TRY_VOID(number(connection, "SELECT change FROM state WHERE id = 1"));
  for (const std::string_view sql : {"SELECT 1 FROM collections WHERE dropped_change IS NULL ORDER BY name LIMIT 1",
                                     "SELECT 1 FROM tags LIMIT 1",
                                     "SELECT face_count FROM people ORDER BY change LIMIT 1",
                                     "SELECT length(embedding) FROM faces ORDER BY change LIMIT 1",
                                     "SELECT 1 FROM removals ORDER BY change LIMIT 1",
                                     "SELECT outcome FROM events ORDER BY at_ms LIMIT 1",
                                     "SELECT response FROM idempotency LIMIT 1",
                                     "SELECT change FROM checkpoint LIMIT 1",
                                     "SELECT state FROM tasks ORDER BY sequence LIMIT 1",
                                     "SELECT bytes FROM item_tables WHERE dropped = 0 ORDER BY name LIMIT 1",
                                     "SELECT length(item) FROM items ORDER BY item_table LIMIT 1",
                                     "SELECT 1 FROM service_roles ORDER BY name LIMIT 1",
                                     "SELECT object FROM functions ORDER BY name LIMIT 1",
                                     "SELECT last FROM object_changes LIMIT 1",
                                     "SELECT object_count FROM buckets ORDER BY name LIMIT 1",
                                     "SELECT 1 FROM cors_rules LIMIT 1",
                                     "SELECT 1 FROM notification_rules LIMIT 1",
                                     "SELECT bytes FROM objects LIMIT 1",
                                     "SELECT bytes FROM uploads ORDER BY initiated_ms LIMIT 1",
                                     "SELECT bytes FROM parts LIMIT 1",
                                     "SELECT role FROM access_keys ORDER BY access_key_id LIMIT 1",
                                     "SELECT id FROM traces WHERE lost = 1 ORDER BY id LIMIT 1",
                                     "SELECT access_key_id FROM operators ORDER BY name LIMIT 1",
                                     "SELECT operator FROM sign_in_links LIMIT 1",
                                     "SELECT kind FROM sessions LIMIT 1",
                                     "SELECT count FROM event_counts LIMIT 1",
                                     "SELECT state FROM reviews ORDER BY at_ms LIMIT 1",
                                     "SELECT value FROM settings LIMIT 1",
                                     "SELECT settings FROM setups LIMIT 1"}) {
    MIEN_TRY_VOID(connection.run(sql));
  }
  return {};
}

}  // namespace

std::int64_t newest_schema_version() { return kVersion; }

Result<void> prepare_schema(Connection& connection, const std::string& path) {
  MIEN_TRY(const std::optional<std::int64_t> version, version_of(connection));
  if (!version) return fail(ErrorCode::kIncompatible, path + " is a database of another program.");
  if (*version > kVersion)
    return fail(ErrorCode::kIncompatible, path + " was written by a newer version of Mien: its schema is " +
                                              std::to_string(*version) + ", this program knows up to " +
                                              std::to_string(kVersion) + ".");
  // The journal mode is set only now, because it changes the file.
  MIEN_TRY_VOID(connection.run("PRAGMA journal_mode = WAL"));
  MIEN_TRY_VOID(migrate(connection, *version));
  return probe(connection);
}

}  // namespace mien::sqlite
