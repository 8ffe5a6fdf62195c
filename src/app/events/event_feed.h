#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "app/events/event_bell.h"
#include "app/events/event_follower.h"
#include "core/result.h"
#include "ports/timeline.h"

namespace mien::app {

/// Tells followers what the store holds, in the order in which it was committed, each from where it began and as fast
/// as it takes it. The store is the only queue: nothing is kept for one that is slow, and whoever comes back goes on
/// where it was. Those at the same place share one look at the store. Thread-safe, but for deliver() and beat(), which
/// one thread calls (EventThread).
class EventFeed {
 public:
  struct Wants {
    bool events = true;
    bool uploads = true;
  };

  /// Borrows both.
  EventFeed(const Timeline& timeline, EventBell& bell) : timeline_(timeline), bell_(bell) {}

  /// Where one who begins now begins. One that names a place in the future, as somebody does who knew a store that was
  /// put back since, begins now. @errors kUnavailable
  Result<Timeline::Position> begin_at(const std::optional<Timeline::Position>& wanted) const;
  /// Tells the follower what comes after `at`, for as long as somebody else keeps it.
  void follow(const std::shared_ptr<EventFollower>& follower, Wants wants, const Timeline::Position& at);
  bool is_followed() const;

  enum class Rest : bool { kNone, kSome };
  /// Looks once, and tells each follower what it has room for. @return whether there is more for them
  /// @errors kUnavailable  what was not told yet is told by the next call
  Result<Rest> deliver();
  void beat();

 private:
  struct Following {
    std::weak_ptr<EventFollower> follower;
    Wants wants;
    Timeline::Position at;  ///< The delivering thread's.
  };
  /// One that is there while it is held.
  struct Present {
    std::shared_ptr<EventFollower> follower;
    std::shared_ptr<Following> following;
  };
  /// One of the two orders that are followed.
  struct Lane {
    bool Wants::* wants;
    std::uint64_t Timeline::Position::* place;
  };

  /// Forgets those that are gone.
  std::vector<Present> present();
  template <class Look, class Tell>
  Result<Rest> deliver(const std::vector<Present>& present, const Lane& lane, const Look& look, const Tell& tell);

  const Timeline& timeline_;
  EventBell& bell_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Following>> followings_;  ///< Guarded by mutex_.
};

}  // namespace mien::app
