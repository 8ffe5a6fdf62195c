#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "adapters/store_sqlite/sqlite_store.h"
#include "fault/rounds.h"

/// What the fault tests of the store share.
namespace mien::fault {

/// "ok", or what SQLite finds wrong in the file.
inline std::string integrity(const std::string& path) {
  sqlite3* database = nullptr;
  std::string found = "no answer";
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
    const auto keep = [](void* out, int, char** values, char**) {
      *static_cast<std::string*>(out) = values[0];
      return 0;
    };
    sqlite3_exec(database, "PRAGMA integrity_check", keep, &found, nullptr);
    std::string orphan;
    sqlite3_exec(database, "PRAGMA foreign_key_check", keep, &orphan, nullptr);
    if (!orphan.empty()) found = "an orphan in " + orphan;
  }
  sqlite3_close(database);
  return found;
}

inline std::unique_ptr<SqliteStore> open_store(const std::string& path, const SqliteStore::Options& options = {}) {
  auto store = SqliteStore::open(path, options);
  EXPECT_TRUE(store) << store.error().message << store.error().detail;
  return store ? std::move(*store) : nullptr;
}

}  // namespace mien::fault
