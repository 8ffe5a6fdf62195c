#pragma once

#include <cstdint>

#include "core/audit.h"
#include "ports/tasks.h"
#include "ports/timeline.h"

namespace mien::app {

/// Somebody who is told what happens as it happens. All of it is called by one thread, which waits for nobody: a
/// follower keeps what it is told until it can pass it on, and has room or not. Quick, and does not throw but for want
/// of memory.
class EventFollower {
 public:
  enum class Room : std::uint8_t { kLeft, kFull };

  virtual ~EventFollower() = default;
  /// Whether it may be told the next thing. One that is full calls EventBell::call() when it has room again; it has
  /// missed nothing then.
  virtual Room room() = 0;
  /// @param at  how far it has been told everything, this included.
  virtual void on_event(const AuditEvent& event, const Timeline::Position& at) = 0;
  /// An upload that was added or changed, as it is now. @param at  as in on_event()
  virtual void on_upload(const Task& upload, const Timeline::Position& at) = 0;
  /// Every limits::kEventHeartbeat, whatever happens. @param at  how far it has been told everything
  virtual void on_heartbeat(const Timeline::Position& at) = 0;
};

}  // namespace mien::app
