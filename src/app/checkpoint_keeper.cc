#include "app/checkpoint_keeper.h"

#include <algorithm>

namespace mien::app {

CheckpointKeeper::Written CheckpointKeeper::tick(Clock::time_point now, const IndexCheckpoint::GiveUp& give_up) {
  const IndexFeed::Lag lag = feed_.lag();
  if (!changed_ || lag.applied != seen_) changed_ = now;
  seen_ = lag.applied;
  if (!is_worth_it(lag)) {
    waiting_since_.reset();
    return std::nullopt;
  }
  if (!waiting_since_) waiting_since_ = now;
  const bool paused = now - *changed_ >= limits::kCheckpointQuiet;
  const bool waited = now - *waiting_since_ >= limits::kCheckpointDelayMax;
  if (!paused && !waited) return std::nullopt;
  if (written_ && now - *written_ < limits::kCheckpointPause) return std::nullopt;
  auto written = feed_.save(give_up);
  // What a removal ended may be tried again after the next pause; a full disk, much later.
  const bool ended = !written && written.error().code == ErrorCode::kChangedMeanwhile;
  waiting_since_.reset();
  if (ended) {
    changed_ = now;
  } else {
    written_ = now;
  }
  return written;
}

CheckpointKeeper::Written CheckpointKeeper::finish(const IndexCheckpoint::GiveUp& give_up) {
  if (!is_worth_it(feed_.lag())) return std::nullopt;
  return feed_.save(give_up);
}

bool CheckpointKeeper::is_worth_it(const IndexFeed::Lag& lag) {
  return lag.entries >= std::max(limits::kCheckpointEntriesMin, lag.entries_saved / limits::kCheckpointShare);
}

}  // namespace mien::app
