#include "adapters/store_sqlite/store_inspection.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapters/store_sqlite/sqlite_store.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

class StoreInspectionTest : public testing::Test {
 protected:
  void make() { ASSERT_TRUE(SqliteStore::open(path_, {})); }
  void script(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }
  fakes::TempDir folder_;
  std::string path_ = folder_ / "mien #1?.db";
};

TEST_F(StoreInspectionTest, LooksWithoutLeavingATrace) {
  make();
  const auto found = inspect_store(path_, {});
  ASSERT_TRUE(found) << found.error().message << found.error().detail;
  EXPECT_EQ(found->schema_version, found->newest_known_version);
  EXPECT_TRUE(found->damage.empty());
  EXPECT_FALSE(found->is_partial);
  EXPECT_EQ(found->people, 0);
  EXPECT_FALSE(found->newest_event);
  EXPECT_EQ(files(), 1U);
}

TEST_F(StoreInspectionTest, LooksBesideAServer) {
  const auto store = SqliteStore::open(path_, {});
  ASSERT_TRUE(store);
  const auto found = inspect_store(path_, {.writer = InspectionOptions::Writer::kRunning});
  ASSERT_TRUE(found) << found.error().message << found.error().detail;
  EXPECT_TRUE(found->damage.empty());
}

TEST_F(StoreInspectionTest, SaysWhenThereWasNoTime) {
  make();
  script(
      "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<200000) "
      "SELECT i, hex(i) AS h FROM n");
  const auto found = inspect_store(path_, {.time_max = std::chrono::milliseconds(0)});
  // With no time at all not even the version can be read, or only part is looked at: never a claim that all is well.
  if (found)
    EXPECT_TRUE(found->is_partial);
  else
    EXPECT_EQ(found.error().code, ErrorCode::kUnavailable);
}

TEST_F(StoreInspectionTest, RefusesOthersAndNewer) {
  make();
  script("PRAGMA user_version = 99");
  EXPECT_EQ(inspect_store(path_, {}).error().code, ErrorCode::kIncompatible);
  script("PRAGMA application_id = 1");
  EXPECT_EQ(inspect_store(path_, {}).error().code, ErrorCode::kIncompatible);
  std::ofstream(path_, std::ios::trunc) << std::string(10'000, 'x');
  EXPECT_EQ(inspect_store(path_, {}).error().code, ErrorCode::kIncompatible);
  fs::remove(path_);
  EXPECT_EQ(inspect_store(path_, {}).error().code, ErrorCode::kUnavailable);
}

TEST_F(StoreInspectionTest, NeverWaitsAtAPipe) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  const auto refused = inspect_store(path_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
}

TEST_F(StoreInspectionTest, FindsDamage) {
  make();
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    for (std::streamoff page = 2; page < 12; ++page) {
      file.seekp(page * 4096);
      file << std::string(2000, '\x5a');
    }
  }
  const auto found = inspect_store(path_, {});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(found->damage.empty());
  for (const std::string& line : found->damage) {
    EXPECT_FALSE(line.starts_with("***")) << line;
    EXPECT_FALSE(line.contains('\n')) << line;
  }
}

}  // namespace
}  // namespace mien
