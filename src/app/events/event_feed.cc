#include "app/events/event_feed.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/limits.h"

namespace mien::app {

Result<Timeline::Position> EventFeed::begin_at(const std::optional<Timeline::Position>& wanted) const {
  MIEN_TRY(Timeline::Position at, timeline_.end());
  if (!wanted) return at;
  at.event = std::min(at.event, wanted->event);
  at.task = std::min(at.task, wanted->task);
  return at;
}

void EventFeed::follow(const std::shared_ptr<EventFollower>& follower, Wants wants, const Timeline::Position& at) {
  {
    const std::scoped_lock lock(mutex_);
    followings_.push_back(std::make_shared<Following>(Following{.follower = follower, .wants = wants, .at = at}));
  }
  bell_.call();
}

bool EventFeed::is_followed() const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(followings_, [](const auto& following) { return !following->follower.expired(); });
}

std::vector<EventFeed::Present> EventFeed::present() {
  // Outlives the lock: the last to hold a follower destroys it.
  std::vector<Present> out;
  const std::scoped_lock lock(mutex_);
  std::erase_if(followings_, [](const auto& following) { return following->follower.expired(); });
  for (const auto& following : followings_)
    if (auto follower = following->follower.lock()) out.push_back({std::move(follower), following});
  return out;
}

Result<EventFeed::Rest> EventFeed::deliver() {
  const std::vector<Present> all = present();
  const auto events_after = [&](std::uint64_t number) { return timeline_.events_after(number, limits::kEventBatch); };
  const auto tell_event = [](EventFollower& follower, const Timeline::Event& item, const Timeline::Position& at) {
    follower.on_event(item.event, at);
  };
  const auto uploads_after = [&](std::uint64_t number) {
    return timeline_.tasks_after(TaskKind::kIntake, number, limits::kEventBatch);
  };
  const auto tell_upload = [](EventFollower& follower, const Timeline::ChangedTask& item,
                              const Timeline::Position& at) { follower.on_upload(item.task, at); };
  MIEN_TRY(const Rest events, deliver(all, {&Wants::events, &Timeline::Position::event}, events_after, tell_event));
  MIEN_TRY(const Rest uploads, deliver(all, {&Wants::uploads, &Timeline::Position::task}, uploads_after, tell_upload));
  return events == Rest::kSome || uploads == Rest::kSome ? Rest::kSome : Rest::kNone;
}

template <class Look, class Tell>
Result<EventFeed::Rest> EventFeed::deliver(const std::vector<Present>& present, const Lane& lane, const Look& look,
                                           const Tell& tell) {
  std::map<std::uint64_t, std::vector<const Present*>> groups;
  for (const Present& one : present)
    if (one.following->wants.*lane.wants && one.follower->room() == EventFollower::Room::kLeft)
      groups[one.following->at.*lane.place].push_back(&one);
  Rest rest = Rest::kNone;
  for (const auto& [number, group] : groups) {
    MIEN_TRY(const auto items, look(number));
    if (items.size() == limits::kEventBatch) rest = Rest::kSome;
    for (const Present* one : group)
      for (const auto& item : items) {
        if (one->follower->room() == EventFollower::Room::kFull) break;
        Timeline::Position at = one->following->at;
        at.*lane.place = item.number;
        tell(*one->follower, item, at);
        one->following->at = at;  // Once it was told: that may fail for want of memory.
      }
  }
  return rest;
}

void EventFeed::beat() {
  for (const Present& one : present()) one.follower->on_heartbeat(one.following->at);
}

}  // namespace mien::app
