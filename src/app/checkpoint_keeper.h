#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "app/index_feed.h"
#include "core/limits.h"
#include "ports/index_checkpoint.h"

namespace mien::app {

/// Decides when a checkpoint of the index is worth writing. A checkpoint saves the next start the replay of what it
/// holds; it costs as many bytes of disk as the index has vectors, and the first removal afterwards discards it. So one
/// is written only when it would save enough, when the changes have paused, and seldom. For one thread.
class CheckpointKeeper {
 public:
  using Clock = std::chrono::steady_clock;
  using Written = std::optional<Result<std::size_t>>;  ///< nullopt: nothing was due. Else as IndexFeed::save.

  /// Borrows the feed.
  explicit CheckpointKeeper(IndexFeed& feed) : feed_(feed) {}
  /// To be called every few seconds: writes a checkpoint if one is due at `now`.
  Written tick(Clock::time_point now, const IndexCheckpoint::GiveUp& give_up);
  /// At a clean stop: writes a checkpoint if it saves the next start enough, whenever the last was made.
  Written finish(const IndexCheckpoint::GiveUp& give_up);

 private:
  static bool is_worth_it(const IndexFeed::Lag& lag);

  IndexFeed& feed_;
  ChangeNumber seen_ = 0;                             ///< At the last tick.
  std::optional<Clock::time_point> changed_{};        ///< When a tick last saw a change.
  std::optional<Clock::time_point> waiting_since_{};  ///< Since when a checkpoint is worth it.
  std::optional<Clock::time_point> written_{};        ///< When one was written, or could not be.
};

}  // namespace mien::app
