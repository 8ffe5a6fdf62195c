#include "checkpoint_thread.h"

#include <cstdint>
#include <string_view>

#include "core/limits.h"

namespace mien::cli {

using Clock = std::chrono::steady_clock;

CheckpointThread::CheckpointThread(app::IndexFeed& feed, Log& log)
    : log_(log), keeper_(feed), thread_([this](std::stop_token stop) {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, stop, limits::kCheckpointTick, [&] { return stop.stop_requested(); })) {
          const auto now = Clock::now();
          note(keeper_.tick(now, [&] { return stop.stop_requested(); }), now);
        }
      }) {}

void CheckpointThread::finish(Clock::time_point deadline) {
  thread_.request_stop();
  thread_.join();
  const auto now = Clock::now();
  note(keeper_.finish([&] { return Clock::now() >= deadline; }), now);
}

void CheckpointThread::note(const app::CheckpointKeeper::Written& written, Clock::time_point began) {
  if (!written) return;
  const auto took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
  if (*written)
    log_.info("segment_written", {{"entries", static_cast<std::int64_t>(**written)}, {"took_ms", took_ms}});
  else if (written->error().code == ErrorCode::kChangedMeanwhile)
    log_.info("segment_given_up", {{"took_ms", took_ms}});
  else
    log_.warning("segment_failed", {{"reason", std::string_view(written->error().message)},
                                    {"detail", std::string_view(written->error().detail)}});
}

}  // namespace mien::cli
