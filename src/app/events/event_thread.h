#pragma once

#include <chrono>
#include <functional>
#include <string_view>
#include <thread>

#include "app/events/event_bell.h"
#include "app/events/event_feed.h"
#include "core/limits.h"

namespace mien::app {

/// The thread of an EventFeed: sleeps while nobody follows, and else looks at the store when something was committed.
/// Ends as it goes.
class EventThread {
 public:
  struct Options {
    std::chrono::milliseconds pause = limits::kEventPause;
    std::chrono::milliseconds heartbeat = limits::kEventHeartbeat;
    std::chrono::milliseconds trouble_pause{std::chrono::seconds{1}};  ///< After the store failed.
  };
  /// Told why a look at the store failed; does not throw.
  using OnTrouble = std::function<void(std::string_view reason)>;

  /// Borrows both.
  EventThread(EventFeed& feed, EventBell& bell, Options options, OnTrouble on_trouble);
  EventThread(const EventThread&) = delete;
  EventThread& operator=(const EventThread&) = delete;

 private:
  void run(const std::stop_token& stop);
  enum class Looked : bool { kToTheEnd, kNotYet };
  Looked look(bool beats, const std::stop_token& stop);

  EventFeed& feed_;
  EventBell& bell_;
  const Options options_;
  const OnTrouble on_trouble_;
  std::jthread thread_;  ///< Last: it uses the others.
};

}  // namespace mien::app
