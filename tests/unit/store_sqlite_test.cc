#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <latch>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/bucket_samples.h"
#include "contract/store_samples.h"
#include "core/limits.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void execute(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

std::string answer(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  std::string out;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  sqlite3_exec(
      database, sql,
      [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) = values[0] != nullptr ? values[0] : "";
        return 0;
      },
      &out, nullptr);
  sqlite3_close(database);
  return out;
}

Error refusal(const std::string& path) {
  const auto store = SqliteStore::open(path, {});
  if (store) {
    ADD_FAILURE() << "was opened";
    return {ErrorCode::kInternal, "", "", {}};
  }
  EXPECT_TRUE(has(store.error().message, path)) << store.error().message;
  return store.error();
}

class SqliteStoreTest : public testing::Test {
 protected:
  fakes::TempDir dir_;
  std::string path_ = dir_ / "mien.db";
  CollectionId people_ = samples::collection_id("people");
};

TEST_F(SqliteStoreTest, KeepsEverythingAcrossAReopening) {
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    ASSERT_TRUE(
        store->people().register_person(people_, samples::registration("ada", 1, {samples::face_with_photo(1)})));
  }
  const auto store = SqliteStore::open(path_, {}).value();
  EXPECT_EQ(store->people().find(people_, samples::person_id("ada")).value().face_count, 1U);
  samples::Gallery gallery;
  EXPECT_EQ(samples::follow(store->changes(), 0, gallery).value(), 1U);
  EXPECT_EQ(store->faces().add(people_, std::vector{samples::face(2)}, samples::event("x")).value(), 2U);
}

TEST_F(SqliteStoreTest, StopsLookingForPeopleWhenNobodyWaitsForThem) {
  const auto store = SqliteStore::open(path_, {}).value();
  ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
  for (std::size_t i = 0; i < 300; ++i)
    ASSERT_TRUE(
        store->people().register_person(people_, samples::registration("id" + std::to_string(i), 1000 + i, {})));
  std::stop_source gone;
  const Patience patience(gone.get_token(), Patience::TimePoint::max());
  EXPECT_TRUE(store->people().list(people_, "nobody's name", {.after = {}, .patience = patience})->items.empty());
  gone.request_stop();
  const auto abandoned = store->people().list(people_, "nobody's name", {.after = {}, .patience = patience});
  ASSERT_FALSE(abandoned);
  EXPECT_EQ(abandoned.error().code, ErrorCode::kAbandoned);
  const Patience late({}, std::chrono::steady_clock::now());
  const auto too_late = store->people().list(people_, "nobody's name", {.after = {}, .patience = late});
  ASSERT_FALSE(too_late);
  EXPECT_EQ(too_late.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(store->people().list(people_, "id7", {})->items.size(), 11U);  // The connection serves the next.
}

TEST_F(SqliteStoreTest, MakesAPrivateFileThatSaysWhoseItIs) {
  {
    ASSERT_TRUE(SqliteStore::open(path_, {}));
  }
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(answer(path_, "PRAGMA application_id"), std::to_string(0x4D49454E));
  EXPECT_EQ(answer(path_, "PRAGMA user_version"), "5");
}

TEST_F(SqliteStoreTest, RefusesAFileOfANewerVersion) {
  {
    ASSERT_TRUE(SqliteStore::open(path_, {}));
  }
  execute(path_, "PRAGMA user_version = 6");
  const Error error = refusal(path_);
  EXPECT_EQ(error.code, ErrorCode::kIncompatible);
  EXPECT_TRUE(has(error.message, "newer version")) << error.message;
  EXPECT_TRUE(has(error.message, "6") && has(error.message, "5"));
}

/// Takes a file back to version 3: drops every table that came later, whichever part of Mien it belongs to.
void drop_version_4(const std::string& path) {
  const std::string drops = answer(
      path,
      "SELECT group_concat('DROP TABLE ' || name, '; ') FROM sqlite_schema WHERE type = 'table' "
      "AND name NOT LIKE 'sqlite_%' AND name NOT IN ('state', 'collections', 'tags', 'people', 'faces', 'removals', "
      "'events', 'idempotency', 'checkpoint')");
  execute(path, ("DROP TRIGGER people_leave_traces; DROP TRIGGER faces_leave_traces; " + drops +
                 "; DROP INDEX events_by_id; DROP INDEX faces_of_nobody")
                    .c_str());
}

TEST_F(SqliteStoreTest, UpgradesAFileOfVersion1AndKeepsWhatItHolds) {
  auto registration = samples::registration("ada", 1, {samples::face(1)});
  registration.idempotency = samples::record("MIENTEST", "key", 1'000);
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    ASSERT_TRUE(store->people().register_person(people_, registration));
  }
  drop_version_4(path_);
  execute(path_,
          "ALTER TABLE idempotency ADD COLUMN status INTEGER NOT NULL DEFAULT 201; DROP TABLE checkpoint; "
          "PRAGMA user_version = 1");
  const auto store = SqliteStore::open(path_, {}).value();
  EXPECT_EQ(answer(path_, "PRAGMA user_version"), "5");
  EXPECT_EQ(answer(path_, "SELECT count(*) FROM pragma_table_info('idempotency') WHERE name = 'status'"), "0");
  const auto found = store->idempotency().find(registration.idempotency->actor, "key", {}).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->response, registration.idempotency->response);
  EXPECT_EQ(store->people().find(people_, samples::person_id("ada")).value().face_count, 1U);
}

TEST_F(SqliteStoreTest, UpgradesAFileOfVersion2AndKeepsWhatItHolds) {
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(1)}, samples::event("x")));
  }
  drop_version_4(path_);
  execute(path_, "DROP TABLE checkpoint; PRAGMA user_version = 2");
  const auto store = SqliteStore::open(path_, {}).value();
  EXPECT_EQ(answer(path_, "PRAGMA user_version"), "5");
  const auto counts = store->audit().count({.from = samples::at(0), .to = samples::at(3'600'000'000'000)}).value();
  ASSERT_EQ(counts.size(), 1U) << "what happened before is counted, too";
  EXPECT_EQ(counts.front().action, "x");
  EXPECT_EQ(store->checkpoints().find().value(), std::nullopt);
  EXPECT_TRUE(store->checkpoints().set({samples::uuid(1), 1}));
  EXPECT_EQ(store->faces().find(people_, std::vector{samples::face_id(1)}).value().size(), 1U);
}

TEST_F(SqliteStoreTest, RemembersTheCheckpointWhenItIsOpenedAgain) {
  const CheckpointMark mark{samples::uuid(7), 1};
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(1)}, samples::event("x")));
    ASSERT_TRUE(store->checkpoints().set(mark));
  }
  EXPECT_EQ(SqliteStore::open(path_, {}).value()->checkpoints().find().value(), mark);
}

TEST_F(SqliteStoreTest, RefusesADatabaseOfAnotherProgramAndLeavesIt) {
  execute(path_, "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
  const Error error = refusal(path_);
  EXPECT_EQ(error.code, ErrorCode::kIncompatible);
  EXPECT_TRUE(has(error.message, "another program")) << error.message;
  EXPECT_EQ(answer(path_, "SELECT text FROM notes"), "mine");
  EXPECT_EQ(answer(path_, "PRAGMA journal_mode"), "delete");
}

TEST_F(SqliteStoreTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(path_) << std::string(10'000, 'x');
  EXPECT_EQ(refusal(path_).code, ErrorCode::kIncompatible);
}

TEST_F(SqliteStoreTest, RefusesADamagedFile) {
  {
    ASSERT_TRUE(SqliteStore::open(path_, {}));
  }
  const auto size = std::filesystem::file_size(path_);
  std::filesystem::resize_file(path_, size / 2);
  EXPECT_EQ(refusal(path_).code, ErrorCode::kIncompatible) << "cut short";
  std::filesystem::resize_file(path_, size);
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(size - 4096, '\x5A');
  }
  EXPECT_EQ(refusal(path_).code, ErrorCode::kIncompatible) << "overwritten";
}

TEST_F(SqliteStoreTest, SaysThatAFolderCannotBeWritten) {
  EXPECT_EQ(refusal(dir_ / "missing/mien.db").code, ErrorCode::kUnavailable);
  ASSERT_EQ(::chmod(dir_.path().c_str(), 0555), 0);
  const bool root = ::geteuid() == 0;
  if (root) {  // Nothing is read-only for root.
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const Error error = refusal(path_);
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_TRUE(has(error.message, "Permission denied")) << error.message;
}

TEST_F(SqliteStoreTest, ReportsALockThatIsNotGivenBack) {
  const auto store = SqliteStore::open(path_, {.lock_timeout = std::chrono::milliseconds(1)}).value();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto created = store->collections().create(samples::collection("people"), {}, {});
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(has(created.error().detail, "SQLite 5")) << created.error().detail;
  sqlite3_close(other);
  EXPECT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
}

TEST_F(SqliteStoreTest, ReportsDamageThatShowsLater) {
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(1)}, samples::event("x")));
  }
  execute(path_, "UPDATE faces SET embedding = zeroblob(32)");
  const auto store = SqliteStore::open(path_, {}).value();
  const auto found = store->faces().find(people_, std::vector{samples::face_id(1)});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(has(found.error().detail, "embedding"));
}

TEST_F(SqliteStoreTest, LimitsWaitingForAReader) {
  const auto store = SqliteStore::open(path_, {.readers = 1, .lock_timeout = std::chrono::milliseconds(1)}).value();
  ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
  ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(1)}, samples::event("x")));
  ErrorCode code = ErrorCode::kInternal;
  ASSERT_TRUE(store->changes().replay(0, [&](const ChangeLog::Change&) -> Result<void> {
    const auto found = store->collections().find(people_);  // The only reader is replaying.
    if (!found) code = found.error().code;
    return {};
  }));
  EXPECT_EQ(code, ErrorCode::kOverloaded);
}

TEST_F(SqliteStoreTest, LeavesNoRowOfADroppedCollection) {
  const auto store = SqliteStore::open(path_, {}).value();
  ASSERT_TRUE(store->collections().create(samples::collection("people"), {{{"k", "v"}}}, {}));
  for (std::uint64_t batch = 0; batch < 12; ++batch) {
    std::vector<StoredFace> faces;
    for (std::uint64_t i = 0; i < 100; ++i) faces.push_back(samples::face(1 + batch * 100 + i));
    ASSERT_TRUE(store->faces().add(people_, faces, samples::event("x")));
  }
  ASSERT_TRUE(store->people().register_person(people_, samples::registration("a", 1, {samples::face_with_photo(1)})));
  ASSERT_TRUE(store->faces().remove(people_, std::vector{samples::face_id(2)}, samples::event("x")));
  ASSERT_TRUE(store->collections().remove(people_, {}));
  EXPECT_EQ(answer(path_,
                   "SELECT (SELECT count(*) FROM faces) + (SELECT count(*) FROM people) + "
                   "(SELECT count(*) FROM removals) + (SELECT count(*) FROM tags)"),
            "0");
}

TEST_F(SqliteStoreTest, HasAnIdOfItsOwnThatStays) {
  ASSERT_TRUE(SqliteStore::open(path_, {}));
  const std::string id = answer(path_, "SELECT hex(store_id) FROM state");
  EXPECT_EQ(id.size(), 32U);
  ASSERT_TRUE(SqliteStore::open(path_, {}));
  EXPECT_EQ(answer(path_, "SELECT hex(store_id) FROM state"), id);
  const std::string other = dir_ / "other.db";
  ASSERT_TRUE(SqliteStore::open(other, {}));
  EXPECT_NE(answer(other, "SELECT hex(store_id) FROM state"), id);
}

TEST_F(SqliteStoreTest, ForgetsRemovalsWhenItIsOpenedAndCountsOn) {
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    for (std::uint64_t i = 1; i <= 3; ++i)
      ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(i)}, samples::event("x")));
    ASSERT_TRUE(store->faces().remove(people_, std::vector{samples::face_id(3)}, samples::event("x")));
  }
  EXPECT_EQ(answer(path_, "SELECT count(*) FROM removals"), "1");
  const auto store = SqliteStore::open(path_, {}).value();
  EXPECT_EQ(answer(path_, "SELECT count(*) FROM removals"), "0");
  samples::Gallery gallery;
  EXPECT_EQ(samples::follow(store->changes(), 0, gallery).value(), 4U);
  EXPECT_EQ((gallery[{people_, GalleryKind::kFaces}].size()), 2U);
  EXPECT_EQ(store->faces().remove(people_, std::vector{samples::face_id(1)}, samples::event("x")).value().change, 5U);
  EXPECT_EQ(samples::follow(store->changes(), 4, gallery).value(), 5U);
  EXPECT_EQ((gallery[{people_, GalleryKind::kFaces}].size()), 1U);
}

TEST_F(SqliteStoreTest, FinishesAPurgeThatWasInterrupted) {
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
    ASSERT_TRUE(store->people().register_person(people_, samples::registration("a", 1, {samples::face_with_photo(1)})));
  }
  // What a crash right after the first commit of the removal leaves.
  execute(path_, "UPDATE state SET change = 2; UPDATE collections SET dropped_change = 2");
  const auto store = SqliteStore::open(path_, {}).value();
  EXPECT_EQ(answer(path_, "SELECT (SELECT count(*) FROM faces) + (SELECT count(*) FROM people)"), "0");
  samples::Gallery gallery{{{people_, GalleryKind::kFaces}, {}}};
  EXPECT_EQ(samples::follow(store->changes(), 1, gallery).value(), 2U);
  EXPECT_TRUE(gallery.empty());
}

TEST_F(SqliteStoreTest, KeepsEventsThatDidNotWaitForTheDiskWhenTheProcessEnds) {
  const fakes::TempDir crashed;
  const auto store = SqliteStore::open(path_, {}).value();
  ASSERT_TRUE(store->audit().append_without_sync(samples::event("search")));
  std::filesystem::copy(dir_.path(), crashed.path(), std::filesystem::copy_options::recursive);
  ASSERT_TRUE(store->audit().append(samples::event("other")));
  const auto restarted = SqliteStore::open(crashed / "mien.db", {}).value();
  const auto events = restarted->audit().list({}, {.after = {}, .limit = 10}).value().items;
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].action, "search");
}

/// Whether any file of the folder holds these bytes.
bool lies_in(const std::filesystem::path& folder, std::string_view bytes) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (has(content, bytes)) return true;
  }
  return false;
}

std::string bytes_of(const Embedding& embedding) {
  const auto bytes = std::as_bytes(embedding.values());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_F(SqliteStoreTest, KeepsNothingInAnyFileOfWhatWasRemoved) {
  const auto store = SqliteStore::open(path_, {}).value();
  const auto lies_here = [&](std::string_view bytes) { return lies_in(dir_.path(), bytes); };
  ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));

  ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(1), samples::face(2)}, samples::event("x")));
  ASSERT_TRUE(lies_here(bytes_of(samples::embedding(1))));
  ASSERT_TRUE(store->faces().remove(people_, std::vector{samples::face_id(1)}, samples::event("x")));
  EXPECT_FALSE(lies_here(bytes_of(samples::embedding(1))));
  EXPECT_TRUE(lies_here(bytes_of(samples::embedding(2))));

  const auto ada = samples::person_id("ada");
  auto registration = samples::registration("ada", 1, {samples::face_with_photo(3), samples::face_with_photo(4)});
  registration.idempotency = samples::record("MIENTEST", "k", 1000, "the answer that names Name of ada");
  ASSERT_TRUE(store->people().register_person(people_, registration));
  ASSERT_TRUE(store->people().edit_faces(people_, ada,
                                         {.expected = {samples::face_id(3), samples::face_id(4)},
                                          .added = {},
                                          .removed = {samples::face_id(3)},
                                          .fused = samples::embedding(700),
                                          .event = samples::event("x")}));
  EXPECT_FALSE(lies_here(bytes_of(samples::embedding(3))));
  EXPECT_FALSE(lies_here(bytes_of(registration.fused)));
  EXPECT_TRUE(lies_here(bytes_of(samples::embedding(700))));

  ASSERT_TRUE(lies_here("Name of ada"));
  ASSERT_TRUE(store->people().update(people_, ada, {.name = "Somebody", .attributes_json = "{}"}, samples::at(1),
                                     samples::event("x")));
  EXPECT_FALSE(lies_here("\"floor\":3"));
  EXPECT_TRUE(lies_here("Somebody"));
  ASSERT_TRUE(store->people().remove(people_, ada, samples::event("x")));
  for (const std::string& gone : {bytes_of(samples::embedding(4)), bytes_of(samples::embedding(700)),
                                  std::string("Somebody"), std::string("Name of ada")})
    EXPECT_FALSE(lies_here(gone));

  ASSERT_TRUE(lies_here(bytes_of(samples::embedding(2))));
  ASSERT_TRUE(store->collections().remove(people_, {}));
  EXPECT_FALSE(lies_here(bytes_of(samples::embedding(2))));
}

/// One that somebody deletes is in no file at once; one that an intake removed, when the log is next emptied.
TEST_F(SqliteStoreTest, KeepsNothingInAnyFileOfAnObjectThatWasRemoved) {
  auto store = SqliteStore::open(path_, {}).value();
  ObjectStore& objects = store->bucket_objects();
  const BucketName photos = samples::bucket_name("photos");
  ASSERT_TRUE(store->buckets().create(samples::bucket("photos"), samples::event("CreateBucket")));
  for (const std::string_view name : {"deleted-by-somebody", "removed-by-an-intake"})
    ASSERT_TRUE(objects.put(samples::row(samples::object("photos", name, name.size())), samples::no_tasks));
  const auto remove = [&](std::string_view name, std::uint64_t sequence) {
    const std::array paths{samples::path(name)};
    const ObjectEvent pattern{.name = "ObjectRemoved:Delete", .sequence = sequence};
    return objects.remove(photos, paths, pattern, samples::event("x"), samples::no_tasks);
  };
  ASSERT_TRUE(remove("deleted-by-somebody", 0));
  EXPECT_FALSE(lies_in(dir_.path(), "deleted-by-somebody"));
  const auto kept = objects.find(photos, samples::path("removed-by-an-intake"));
  ASSERT_TRUE(remove("removed-by-an-intake", kept.value().sequence));
  store.reset();
  EXPECT_FALSE(lies_in(dir_.path(), "removed-by-an-intake"));
}

/// A table of items "secret-NUMBER", each of 600 bytes.
class SqliteTablesTest : public SqliteStoreTest {
 protected:
  static Table table() {
    const auto name = TableName::parse("books");
    KeyAttribute partition{"pk", AttributeType::kS};
    return {.name = *name, .id = samples::uuid(7), .partition = std::move(partition)};
  }
  static Item item(std::size_t number, std::string_view text) {
    return {{"pk", AttributeValue(std::to_string(number))},
            {"v", AttributeValue(std::string(text) + "-" + std::to_string(number) + "-" + std::string(600, 'x'))}};
  }
  static void put(TableStore& tables, std::size_t from, std::size_t count, std::string_view text) {
    std::vector<ItemEdit> edits;
    for (std::size_t i = from; i < from + count; ++i)
      edits.push_back({{std::to_string(i)}, [i, text](const Item*) { return ItemChange(item(i, text)); }});
    ASSERT_TRUE(tables.edit(table().id, edits));
  }
};

TEST_F(SqliteTablesTest, KeepNothingInAnyFileOfWhatWasRemovedOrReplaced) {
  const auto store = SqliteStore::open(path_, {}).value();
  const auto lies_here = [&](std::string_view bytes) { return lies_in(dir_.path(), bytes); };
  ASSERT_TRUE(store->tables().create(table(), {}));
  put(store->tables(), 0, 5, "secret");
  ASSERT_TRUE(lies_here("secret-1-"));
  ASSERT_TRUE(store->tables().edit(table().id,
                                   std::vector{ItemEdit{{"1"}, [](const Item*) { return ItemChange(RemoveItem{}); }}}));
  EXPECT_FALSE(lies_here("secret-1-"));
  put(store->tables(), 2, 1, "other");
  EXPECT_FALSE(lies_here("secret-2-"));
  EXPECT_TRUE(lies_here("other-2-"));
  ASSERT_TRUE(store->tables().remove(table().name, {}));
  EXPECT_FALSE(lies_here("secret-3-"));
  EXPECT_FALSE(lies_here("other-2-"));
}

/// How often the log began anew, as the header that the last of them wrote says.
std::uint32_t emptyings_of_log(const std::string& database) {
  std::ifstream log(database + "-wal", std::ios::binary);
  std::array<unsigned char, 16> header{};
  EXPECT_TRUE(log.read(reinterpret_cast<char*>(header.data()), header.size()));
  return (std::uint32_t{header[12]} << 24) | (std::uint32_t{header[13]} << 16) | (std::uint32_t{header[14]} << 8) |
         header[15];
}

TEST_F(SqliteTablesTest, EmptyTheLogOnceForManyWhoReplaceSomethingAtOnce) {
  constexpr std::size_t kThreads = 16;
  constexpr std::size_t kRounds = 20;
  const auto store = SqliteStore::open(path_, {}).value();
  ASSERT_TRUE(store->tables().create(table(), {}));
  std::latch begin(kThreads);
  {
    std::vector<std::jthread> replacing;
    for (std::size_t thread = 0; thread < kThreads; ++thread)
      replacing.emplace_back([&, thread] {
        const auto text = [&](std::size_t round) {
          return "thread" + std::to_string(thread) + "-round" + std::to_string(round);
        };
        put(store->tables(), thread, 1, text(0));
        begin.arrive_and_wait();
        for (std::size_t round = 1; round <= kRounds; ++round) {
          put(store->tables(), thread, 1, text(round));
          EXPECT_FALSE(lies_in(dir_.path(), text(round - 1) + "-")) << "whoever emptied it for this one";
        }
      });
  }
  put(store->tables(), kThreads, 1, "new");  // So that there is a header.
  EXPECT_LT(emptyings_of_log(path_), kThreads * kRounds / 2);
}

TEST_F(SqliteTablesTest, LeaveTheRestOfALargeOneToBePurgedInSlices) {
  {
    const auto store = SqliteStore::open(path_, {}).value();
    ASSERT_TRUE(store->tables().create(table(), {}));
    const std::size_t many = limits::kPurgeRowsBeforeAnswer + 3 * limits::kPurgeRowsPerStep;
    put(store->tables(), 0, many, "secret");
    ASSERT_TRUE(store->tables().remove(table().name, {}));
    EXPECT_EQ(answer(path_, "SELECT count(*) FROM items"), std::to_string(3 * limits::kPurgeRowsPerStep));
    // Another of its name is a new one at once.
    Table again = table();
    again.id = samples::uuid(8);
    ASSERT_TRUE(store->tables().create(again, {}));
    EXPECT_EQ(store->tables().find(table().name).value().item_count, 0U);
  }
  const auto store = SqliteStore::open(path_, {}).value();
  std::size_t steps = 0;
  while (store->tables().purge_some().value()) ++steps;
  EXPECT_GE(steps, 3U);
  EXPECT_EQ(answer(path_, "SELECT count(*) FROM items"), "0");
  EXPECT_EQ(answer(path_, "SELECT count(*) FROM item_tables"), "1");
  EXPECT_FALSE(lies_in(dir_.path(), "secret-"));
  EXPECT_FALSE(store->tables().purge_some().value());
}

/// Whatever bytes stand where an item should: an answer that says so, and no crash.
TEST_F(SqliteTablesTest, SaysThatAnItemIsDamaged) {
  const auto store = SqliteStore::open(path_, {}).value();
  ASSERT_TRUE(store->tables().create(table(), {}));
  put(store->tables(), 0, 1, "secret");
  for (const std::string_view blob :
       {"x''", "x'00'", "x'01'", "x'0101'", "x'01010161'", "x'010101610A'", "x'01FFFFFFFF7F'", "x'0101016103FF'",
        "x'010101610300'", "x'0101016101020303'", "x'0100FF'"}) {
    execute(path_, ("UPDATE items SET item = " + std::string(blob)).c_str());
    const auto found = store->tables().get(table().id, {"0"});
    ASSERT_FALSE(found) << blob;
    EXPECT_EQ(found.error().code, ErrorCode::kUnavailable) << blob;
  }
}

TEST_F(SqliteStoreTest, EmptiesItsLogOfWhatWasRemovedOnceNoReaderNeedsIt) {
  const auto store = SqliteStore::open(path_, {}).value();
  ASSERT_TRUE(store->collections().create(samples::collection("people"), {}, {}));
  ASSERT_TRUE(store->faces().add(people_, std::vector{samples::face(1)}, samples::event("x")));
  const fakes::TempDir crashed;
  ASSERT_TRUE(store->changes().replay(0, [&](const ChangeLog::Change&) -> Result<void> {
    // While this reader sees the state before, the removal is neither refused nor held up.
    MIEN_TRY_VOID(store->faces().remove(people_, std::vector{samples::face_id(1)}, samples::event("x")));
    EXPECT_TRUE(lies_in(dir_.path(), bytes_of(samples::embedding(1))));
    std::filesystem::copy(dir_.path(), crashed.path(), std::filesystem::copy_options::recursive);
    return {};
  }));
  EXPECT_FALSE(lies_in(dir_.path(), bytes_of(samples::embedding(1)))) << "the last reader has gone";
  ASSERT_TRUE(lies_in(crashed.path(), bytes_of(samples::embedding(1))));
  const auto restarted = SqliteStore::open(crashed / "mien.db", {}).value();
  EXPECT_FALSE(lies_in(crashed.path(), bytes_of(samples::embedding(1)))) << "opened after a crash";
}

TEST(PageToken, CarriesItsCursorOnlyToItsOwnListing) {
  using namespace sqlite;
  const Listing listing = Listing("people").add("a").add("bc");
  const std::string cursor(128, '\xFF');
  const std::string token = make_page_token(listing, cursor);
  EXPECT_LE(token.size(), 255U);
  EXPECT_EQ(read_page_token(listing, token).value(), cursor);
  EXPECT_EQ(read_page_token(listing, "").value(), std::nullopt);
  EXPECT_FALSE(read_page_token(Listing("people").add("ab").add("c"), token)) << "parts do not run together";
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string bent = token;
    bent[i] = bent[i] == 'A' ? 'B' : 'A';
    const auto read = read_page_token(listing, bent);
    ASSERT_FALSE(read) << "at " << i;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidPageToken);
  }
  EXPECT_EQ(cursor_number(number_cursor(-5, 7), 0, 2).value(), -5);
  EXPECT_EQ(cursor_number(number_cursor(-5, 7), 1, 2).value(), 7);
  EXPECT_FALSE(cursor_number("short", 0, 1));
}

}  // namespace
}  // namespace mien
