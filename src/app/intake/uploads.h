#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/audit_sources.h"
#include "app/intake/upload_payload.h"
#include "app/tasks/task_notices.h"
#include "core/limits.h"
#include "core/patience.h"
#include "ports/store.h"
#include "ports/tasks.h"

namespace mien::app {

/// Announces one picture that is to be uploaded: for whom, and what is to be done with it. Its object's key says
/// nothing of that.
class AnnounceUpload {
 public:
  struct Request {
    UploadPayload what;  ///< announced_by, collection and the rest; sequence and metadata are of no meaning.
    std::chrono::seconds lifetime = limits::kUploadLifetimeDefault;
  };
  struct Response {
    TaskId id;
    std::string bucket;
    std::string key;
    Timestamp expires{};
  };
  AnnounceUpload(TaskStore& tasks, const CollectionStore& collections, AuditSources sources)
      : tasks_(tasks), collections_(collections), sources_(sources) {}
  /// @errors kInvalidArgument (name, id, attributes, similarity, lifetime, or nobody is named), kNotFound (collection),
  ///   kUnavailable
  Result<Response> run(const Request& request) const;

 private:
  TaskStore& tasks_;
  const CollectionStore& collections_;
  AuditSources sources_;
};

/// What became of an upload. Thread-safe.
class FindUpload {
 public:
  /// @param waiters_max  who wait at once. Each keeps a thread that answers: others need some, too.
  FindUpload(const TaskStore& tasks, TaskNotices& notices, std::size_t waiters_max = limits::kUploadWaitersPerCore)
      : tasks_(tasks), notices_(notices), waiters_max_(waiters_max) {}
  /// @param wait  for it to be settled. Where as many wait as may, of whom half for uploads that are only announced, it
  ///   is told as it is.
  /// @errors kNotFound, kUnavailable
  Result<Task> by_id(const TaskId& id, std::chrono::milliseconds wait, const Patience& patience) const;
  /// Of one upload of an object of ours, whatever was put under its key since.
  /// @param sequence  that of PutResult
  /// @errors as by_id
  Result<Task> by_sequence(const std::string& intake, const std::string& bucket, const std::string& key,
                           std::uint64_t sequence, std::chrono::milliseconds wait, const Patience& patience) const;
  /// Of an object's last upload. @errors as by_id
  Result<Task> by_object(const std::string& intake, const std::string& bucket, const std::string& key,
                         std::chrono::milliseconds wait, const Patience& patience) const;

 private:
  template <class Find>
  Result<Task> settled(const Find& find, std::chrono::milliseconds wait, const Patience& patience) const;
  const TaskStore& tasks_;
  TaskNotices& notices_;
  const std::size_t waiters_max_;
  mutable std::atomic<std::size_t> waiters_ = 0;
  /// Of them: what nobody sends is waited for to the end.
  mutable std::atomic<std::size_t> waiters_for_announced_ = 0;
};

/// Has a refused or failed upload processed again.
class RetryUpload {
 public:
  RetryUpload(TaskStore& tasks, const Clock& clock) : tasks_(tasks), clock_(clock) {}
  /// @errors kNotFound, kNotRetryable (it is open, waiting or done, or its picture was removed when it was refused),
  ///   kUnavailable
  Result<void> run(const TaskId& id) const;

 private:
  TaskStore& tasks_;
  const Clock& clock_;
};

}  // namespace mien::app
