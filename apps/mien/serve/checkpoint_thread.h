#pragma once

#include <chrono>
#include <string_view>

#include "app/checkpoint_keeper.h"
#include "app/index_feed.h"
#include "periodic_thread.h"
#include "ports/log.h"

namespace mien::cli {

/// Writes checkpoints of the index beside the service, when they are due. Borrows both.
class CheckpointThread {
 public:
  CheckpointThread(app::IndexFeed& feed, Log& log);
  /// Ends the thread, gives up what it is writing, and writes a last checkpoint if the next start would gain by it;
  /// gives that up too at `deadline`. Once.
  void finish(std::chrono::steady_clock::time_point deadline);

 private:
  void note(const app::CheckpointKeeper::Written& written, std::chrono::steady_clock::time_point began);
  void note_thrown(std::string_view what);

  Log& log_;
  app::CheckpointKeeper keeper_;  ///< The thread's, and finish()'s once it has ended.
  PeriodicThread thread_;         ///< Last: it uses the others.
};

}  // namespace mien::cli
