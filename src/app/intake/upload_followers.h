#pragma once

#include <vector>

#include "app/tasks/task_handler.h"

namespace mien::app {

/// What follows from an upload that is settled. Thread-safe.
class UploadFollowers {
 public:
  virtual ~UploadFollowers() = default;
  /// The tasks that are added in the transaction that settles it. Quick, without I/O.
  /// @param settled  done, refused or failed
  virtual std::vector<NewTask> of(const Task& upload, const Attempt& settled) const = 0;
};

}  // namespace mien::app
