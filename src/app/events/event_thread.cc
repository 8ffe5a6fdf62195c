#include "app/events/event_thread.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace mien::app {
namespace {

using Clock = std::chrono::steady_clock;

void sleep_unless_stopped(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any nobody_notifies;
  std::unique_lock lock(mutex);
  nobody_notifies.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

EventThread::EventThread(EventFeed& feed, EventBell& bell, Options options, OnTrouble on_trouble)
    : feed_(feed),
      bell_(bell),
      options_(options),
      on_trouble_(std::move(on_trouble)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void EventThread::run(const std::stop_token& stop) {
  Clock::time_point next_beat = Clock::now() + options_.heartbeat;
  while (!stop.stop_requested()) {
    bell_.begin();  // Before the look: what is committed during it wakes the thread again.
    if (!feed_.is_followed()) {
      bell_.ignore_rings();
      bell_.wait_for_call(stop, std::nullopt);
      continue;
    }
    const bool beats = Clock::now() >= next_beat;
    const Looked looked = look(beats, stop);
    const Clock::time_point now = Clock::now();
    if (beats) next_beat = now + options_.heartbeat;
    if (looked == Looked::kNotYet) continue;
    if (bell_.wait(stop, next_beat) == EventBell::Heard::kRing) bell_.wait_for_call(stop, now + options_.pause);
  }
}

EventThread::Looked EventThread::look(bool beats, const std::stop_token& stop) {
  std::string trouble;
  try {
    if (beats) feed_.beat();
    const auto rest = feed_.deliver();
    if (rest) return *rest == EventFeed::Rest::kSome ? Looked::kNotYet : Looked::kToTheEnd;
    trouble = rest.error().detail.empty() ? rest.error().message : rest.error().detail;
  } catch (const std::exception& exception) {
    trouble = exception.what();  // Want of memory: what was not told is told later.
  }
  on_trouble_(trouble);
  sleep_unless_stopped(stop, options_.trouble_pause);
  return Looked::kNotYet;
}

}  // namespace mien::app
