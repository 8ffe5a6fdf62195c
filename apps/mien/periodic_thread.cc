#include "periodic_thread.h"

#include <exception>
#include <utility>

namespace mien::cli {

void tell_thrown(const OnThrow& on_throw) noexcept {
  try {
    try {
      throw;
    } catch (const std::exception& thrown) {
      on_throw(thrown.what());
    } catch (...) {
      on_throw("no exception of the library");
    }
  } catch (...) {
    return;  // As OnThrow says.
  }
}

PeriodicThread::PeriodicThread(std::chrono::milliseconds interval, Work work, OnThrow on_throw)
    : interval_(interval),
      work_(std::move(work)),
      on_throw_(std::move(on_throw)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void PeriodicThread::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void PeriodicThread::run(const std::stop_token& stop) {
  const auto is_stopped_meanwhile = [&] {
    std::unique_lock lock(mutex_);
    return stopped_.wait_for(lock, stop, interval_, [&] { return stop.stop_requested(); });
  };
  while (!is_stopped_meanwhile()) do_guarded([&] { work_(stop); }, on_throw_);
}

}  // namespace mien::cli
