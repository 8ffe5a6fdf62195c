#include "adapters/store_sqlite/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "adapters/store_sqlite/audit.h"
#include "adapters/store_sqlite/buckets.h"
#include "adapters/store_sqlite/change_log.h"
#include "adapters/store_sqlite/checkpoint_marks.h"
#include "adapters/store_sqlite/collections.h"
#include "adapters/store_sqlite/faces.h"
#include "adapters/store_sqlite/functions.h"
#include "adapters/store_sqlite/idempotency.h"
#include "adapters/store_sqlite/keys.h"
#include "adapters/store_sqlite/multipart.h"
#include "adapters/store_sqlite/object_rows.h"
#include "adapters/store_sqlite/operators.h"
#include "adapters/store_sqlite/people.h"
#include "adapters/store_sqlite/pool.h"
#include "adapters/store_sqlite/reviews.h"
#include "adapters/store_sqlite/roles.h"
#include "adapters/store_sqlite/setups.h"
#include "adapters/store_sqlite/tables.h"
#include "adapters/store_sqlite/tasks.h"
#include "adapters/store_sqlite/timeline.h"
#include "adapters/store_sqlite/traces.h"

namespace mien {
namespace {

/// SQLite would create the file readable for everybody; its log and index take over the file's mode.
Result<void> ensure_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return fail(ErrorCode::kUnavailable, path + " cannot be opened for writing: " + std::strerror(errno) + ".");
  ::close(file);
  return {};
}

/// Errors of a running store say kUnavailable and no path; at start the operator must learn which file is meant, and
/// bytes that are not what they should be are kIncompatible.
std::unexpected<Error> explained(const Error& error, const std::string& path) {
  if (error.code == ErrorCode::kIncompatible) return std::unexpected(error);
  if (error.message == sqlite::kDamaged || error.code != ErrorCode::kUnavailable)
    return fail(ErrorCode::kIncompatible, path + " is damaged or no database of Mien.", error.detail);
  return fail(ErrorCode::kUnavailable, path + " cannot be opened, read or written.", error.detail);
}

}  // namespace

struct SqliteStore::Parts {
  explicit Parts(std::unique_ptr<sqlite::Pool> opened) : pool(std::move(opened)) {}
  std::unique_ptr<sqlite::Pool> pool;
  sqlite::Collections collections{*pool};
  sqlite::Faces faces{*pool};
  sqlite::People people{*pool};
  sqlite::Audit audit{*pool};
  sqlite::Idempotency idempotency{*pool};
  sqlite::Changes changes{*pool};
  sqlite::Marks checkpoints{*pool};
  sqlite::Tasks tasks{*pool};
  sqlite::Tables tables{*pool};
  sqlite::Keys keys{*pool};
  sqlite::Operators operators{*pool};
  sqlite::SignInLinks sign_in_links{*pool};
  sqlite::Sessions sessions{*pool};
  sqlite::Reviews reviews{*pool};
  sqlite::Settings settings{*pool};
  sqlite::Setups setups{*pool};
  sqlite::Roles roles{*pool};
  sqlite::Functions functions{*pool};
  sqlite::Buckets buckets{*pool};
  sqlite::ObjectRows bucket_objects{*pool};
  sqlite::Multipart uploads{*pool};
  sqlite::History timeline{*pool};
  sqlite::Traces traces{*pool};
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, const Options& options) {
  MIEN_TRY_VOID(ensure_file(path));
  auto pool = sqlite::Pool::open(path, {.readers = options.readers,
                                        .connection = {.busy_timeout = options.lock_timeout,
                                                       .checkpoint_pages = options.checkpoint_pages,
                                                       .vfs = options.vfs},
                                        .committed = options.committed});
  if (!pool) return explained(pool.error(), path);
  auto parts = std::make_unique<Parts>(*std::move(pool));
  if (const auto purged = parts->collections.purge_dropped(); !purged) return explained(purged.error(), path);
  if (const auto pruned = parts->changes.prune(); !pruned) return explained(pruned.error(), path);
  if (const auto begun = parts->timeline.leave_out_numbers(); !begun) return explained(begun.error(), path);
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(parts)));
}

SqliteStore::SqliteStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SqliteStore::~SqliteStore() = default;

CollectionStore& SqliteStore::collections() { return parts_->collections; }
FaceStore& SqliteStore::faces() { return parts_->faces; }
PeopleStore& SqliteStore::people() { return parts_->people; }
AuditLog& SqliteStore::audit() { return parts_->audit; }
IdempotencyRecords& SqliteStore::idempotency() { return parts_->idempotency; }
ChangeLog& SqliteStore::changes() { return parts_->changes; }
CheckpointMarks& SqliteStore::checkpoints() { return parts_->checkpoints; }
TaskStore& SqliteStore::tasks() { return parts_->tasks; }
TableStore& SqliteStore::tables() { return parts_->tables; }
KeyStore& SqliteStore::keys() { return parts_->keys; }
OperatorStore& SqliteStore::operators() { return parts_->operators; }
SignInLinkStore& SqliteStore::sign_in_links() { return parts_->sign_in_links; }
SessionStore& SqliteStore::sessions() { return parts_->sessions; }
ReviewStore& SqliteStore::reviews() { return parts_->reviews; }
SetupStore& SqliteStore::setups() { return parts_->setups; }
SettingsStore& SqliteStore::settings() { return parts_->settings; }
RoleStore& SqliteStore::roles() { return parts_->roles; }
FunctionStore& SqliteStore::functions() { return parts_->functions; }
BucketStore& SqliteStore::buckets() { return parts_->buckets; }
ObjectStore& SqliteStore::bucket_objects() { return parts_->bucket_objects; }
MultipartStore& SqliteStore::uploads() { return parts_->uploads; }
Timeline& SqliteStore::timeline() { return parts_->timeline; }
TraceStore& SqliteStore::traces() { return parts_->traces; }

}  // namespace mien
