#include "serve/checkpoint_thread.h"

#include <cstdint>
#include <string_view>

#include "core/limits.h"

namespace mien::cli {

using Clock = std::chrono::steady_clock;

CheckpointThread::CheckpointThread(app::IndexFeed& feed, Log& log)
    : log_(log),
      keeper_(feed),
      thread_(
          limits::kCheckpointTick,
          [this](const std::stop_token& stop) {
            const auto now = Clock::now();
            note(keeper_.tick(now, [&] { return stop.stop_requested(); }), now);
          },
          [this](std::string_view what) { note_thrown(what); }) {}

void CheckpointThread::finish(Clock::time_point deadline) {
  thread_.stop();
  do_guarded(
      [&] {
        const auto now = Clock::now();
        note(keeper_.finish([&] { return Clock::now() >= deadline; }), now);
      },
      [this](std::string_view what) { note_thrown(what); });
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

void CheckpointThread::note_thrown(std::string_view what) {
  log_.warning("segment_failed", {{"reason", std::string_view("The index could not be copied.")}, {"detail", what}});
}

}  // namespace mien::cli
