#pragma once

#include <mutex>

#include "ports/face_index.h"
#include "ports/store.h"

namespace mien::app {

/// Keeps the index equal to the store by replaying the store's change log into it, in commit order. Because the order
/// is the store's and not that of the threads that come here, an add and a delete of the same face can never be
/// swapped. Thread-safe.
class IndexFeed {
 public:
  /// Borrows both; they outlive this object.
  IndexFeed(const ChangeLog& changes, FaceIndex& index) : changes_(changes), index_(index) {}

  /// Returns when every change up to `number` is searchable. With 0 it loads everything there is, as at start.
  /// @errors kUnavailable  the store or the index cannot be reached; the next call tries again.
  Result<void> catch_up(ChangeNumber number);

  /// catch_up() between a commit and its acknowledgement: what fails here changes nothing about what is stored.
  /// With 0 for a change that was committed earlier, whatever its number.
  /// @errors kStoredNotSearchable
  Result<void> publish(ChangeNumber committed);

 private:
  const ChangeLog& changes_;
  FaceIndex& index_;
  std::mutex mutex_;  ///< Held over the replay on purpose: it is what makes the order of changes the order of commits.
  ChangeNumber applied_ = 0;
};

}  // namespace mien::app
