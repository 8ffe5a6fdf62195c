#pragma once

#include <cstddef>
#include <mutex>
#include <optional>

#include "ports/face_index.h"
#include "ports/ids.h"
#include "ports/index_checkpoint.h"
#include "ports/store.h"

namespace mien::app {

/// Keeps the index equal to the store by replaying the store's change log into it, in commit order. Because the order
/// is the store's and not that of the threads that come here, an add and a delete of the same face can never be
/// swapped. Where the index can be kept on disk, a checkpoint of it is made at one change number and discarded before
/// anything that it holds is acknowledged as removed. Thread-safe.
class IndexFeed {
 public:
  /// What checkpoints of the index need.
  struct Checkpoints {
    IndexCheckpoint& files;
    CheckpointMarks& marks;
    const Ids& ids;
  };
  /// Borrows all of it; it outlives this object.
  IndexFeed(const ChangeLog& changes, FaceIndex& index) : changes_(changes), index_(index) {}
  IndexFeed(const ChangeLog& changes, FaceIndex& index, Checkpoints checkpoints)
      : changes_(changes), index_(index), checkpoints_(checkpoints) {}

  struct Start {
    std::size_t from_checkpoint = 0;  ///< Entries that came from a checkpoint; the rest was replayed.
    std::optional<Error> ignored{};   ///< Why a checkpoint that belonged to the store was not used.
  };
  /// Fills an index that is empty: from the checkpoint that belongs to this state of the store and the changes since,
  /// or from all changes. A checkpoint that is not used is discarded.
  /// @errors kUnavailable  the store cannot be read, or an old checkpoint not be removed
  Result<Start> start();

  /// Returns when every change up to `number` is searchable. With 0 it loads everything there is.
  /// @errors kUnavailable  the store or the index cannot be reached, or a checkpoint that holds what was removed is
  ///         still there; the next call tries again.
  Result<void> catch_up(ChangeNumber number);

  /// catch_up() between a commit and its acknowledgement: what fails here changes nothing about what is stored.
  /// With 0 for a change that was committed earlier, whatever its number.
  /// @errors kStoredNotSearchable
  Result<void> publish(ChangeNumber committed);

  /// How far the last checkpoint is behind.
  struct Lag {
    ChangeNumber applied = 0;
    std::size_t entries = 0;        ///< Added or replaced since the last checkpoint; all of them where there is none.
    std::size_t entries_saved = 0;  ///< Of the last checkpoint.
  };
  Lag lag() const;
  /// Makes a checkpoint of the index as it is now. Changes and searches go on meanwhile; a removal ends it. One at a
  /// time. Returns how many entries it has.
  /// @errors kChangedMeanwhile  something was removed, or `give_up` said so; kUnavailable
  Result<std::size_t> save(const IndexCheckpoint::GiveUp& give_up);

 private:
  Result<void> replay();
  Result<void> discard_checkpoints();
  Result<std::size_t> publish_checkpoint(const CheckpointMark& mark, std::size_t entries, std::size_t added_before);

  const ChangeLog& changes_;
  FaceIndex& index_;
  std::optional<Checkpoints> checkpoints_;
  /// Held over the replay on purpose: it is what makes the order of changes the order of commits. Guards what follows.
  mutable std::mutex mutex_;
  ChangeNumber applied_ = 0;
  std::size_t added_ = 0;        ///< Entries put into the index since it was empty.
  std::size_t added_saved_ = 0;  ///< Of these, how many the last checkpoint knew of.
  std::size_t entries_saved_ = 0;
};

}  // namespace mien::app
