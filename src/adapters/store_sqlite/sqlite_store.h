#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "ports/buckets.h"
#include "ports/functions.h"
#include "ports/keys.h"
#include "ports/operators.h"
#include "ports/reviews.h"
#include "ports/setups.h"
#include "ports/store.h"
#include "ports/tables.h"
#include "ports/tasks.h"
#include "ports/timeline.h"
#include "ports/traces.h"

namespace mien {

/// Every port of ports/store.h, and those beside it, over one SQLite file. Thread-safe: one writer, many readers; a
/// commit is synced to disk before it is acknowledged. The file's format: docs/formats/sqlite.md. One process at a time
/// may have it open; the lock of the data directory sees to that. The ports that it hands out live as long as it does.
class SqliteStore {
 public:
  struct Options {
    std::size_t readers = 4;                       ///< Reads that run at once; more wait.
    std::chrono::milliseconds lock_timeout{5000};  ///< For a lock or a free reader, then kUnavailable.
    /// The write-ahead log is carried over into the database when it has this many pages.
    int checkpoint_pages = 1000;
    std::string vfs{};  ///< Name of a registered SQLite VFS; empty: the platform's own.
    /// Called after each commit, by whoever wrote, before the next can write: cheap, does not throw, calls no store.
    std::function<void()> committed{};
  };

  /// Opens the file or creates it with mode 0600, and brings its schema up to date.
  /// @errors kIncompatible  the file is damaged, no store of Mien, or of a newer version; kUnavailable  it cannot be
  ///         opened or written. The messages name the file: they are for the operator.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path, const Options& options);
  ~SqliteStore();
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  CollectionStore& collections();
  FaceStore& faces();
  PeopleStore& people();
  AuditLog& audit();
  IdempotencyRecords& idempotency();
  ChangeLog& changes();
  CheckpointMarks& checkpoints();
  TaskStore& tasks();
  TableStore& tables();
  KeyStore& keys();
  OperatorStore& operators();
  SignInLinkStore& sign_in_links();
  SessionStore& sessions();
  ReviewStore& reviews();
  SettingsStore& settings();
  SetupStore& setups();
  RoleStore& roles();
  FunctionStore& functions();
  BucketStore& buckets();
  ObjectStore& bucket_objects();
  MultipartStore& uploads();
  Timeline& timeline();
  TraceStore& traces();

 private:
  struct Parts;
  explicit SqliteStore(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace mien
