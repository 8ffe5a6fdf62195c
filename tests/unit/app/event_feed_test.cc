#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/events/event_feed.h"
#include "app/events/event_thread.h"
#include "contract/store_samples.h"
#include "fakes/memory_store.h"
#include "fakes/memory_tasks.h"

namespace mien::app {
namespace {

constexpr std::chrono::seconds kPatience{10};

/// Keeps what it is told, as far as it has room.
class Listener final : public EventFollower {
 public:
  explicit Listener(std::size_t room = 1'000'000) : room_(room) {}
  Room room() override {
    const std::scoped_lock lock(mutex_);
    return room_ > 0 ? Room::kLeft : Room::kFull;
  }
  void on_event(const AuditEvent& event, const Timeline::Position& at) override { keep(event.action, at); }
  void on_upload(const Task& upload, const Timeline::Position& at) override { keep(upload.what.once_key, at); }
  void on_heartbeat(const Timeline::Position& at) override {
    const std::scoped_lock lock(mutex_);
    ++beats_;
    at_ = at;
    told_.notify_all();
  }

  std::string take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(heard_, {});
  }
  void make_room(std::size_t room) {
    const std::scoped_lock lock(mutex_);
    room_ = room;
  }
  Timeline::Position at() {
    const std::scoped_lock lock(mutex_);
    return at_;
  }
  bool wait_for(std::string_view heard) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, kPatience, [&] { return heard_ == heard; });
  }
  bool wait_for_beats(int beats) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, kPatience, [&] { return beats_ >= beats; });
  }

 private:
  void keep(std::string_view what, const Timeline::Position& at) {
    const std::scoped_lock lock(mutex_);
    heard_ += what;
    at_ = at;
    --room_;
    told_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable told_;
  std::string heard_;
  Timeline::Position at_;
  std::size_t room_;
  int beats_ = 0;
};

/// Counts how often it is looked at.
class CountedTimeline final : public Timeline {
 public:
  explicit CountedTimeline(const Timeline& behind) : behind_(behind) {}
  Result<Position> end() const override { return behind_.end(); }
  Result<std::vector<Event>> events_after(std::uint64_t number, std::size_t limit) const override {
    ++looks;
    return behind_.events_after(number, limit);
  }
  Result<std::vector<ChangedTask>> tasks_after(TaskKind kind, std::uint64_t number, std::size_t limit) const override {
    ++looks;
    return behind_.tasks_after(kind, number, limit);
  }
  mutable std::atomic<int> looks = 0;

 private:
  const Timeline& behind_;
};

class EventFeedTest : public ::testing::Test {
 protected:
  void append(std::string action) {
    ASSERT_TRUE(store_.audit().append(samples::event(std::move(action))));
    bell_.ring();
  }
  void upload(std::uint64_t number) {
    const NewTask task{.id = {samples::uuid(number)}, .target = "employees", .once_key = std::to_string(number)};
    ASSERT_TRUE(tasks_.add(std::span(&task, 1)));
    bell_.ring();
  }
  std::shared_ptr<Listener> follow(std::size_t room = 1'000'000, EventFeed::Wants wants = {},
                                   const std::optional<Timeline::Position>& from = {}) {
    auto listener = std::make_shared<Listener>(room);
    feed_.follow(listener, wants, feed_.begin_at(from).value());
    return listener;
  }
  /// As the thread does, until there is no more.
  void deliver() {
    for (;;) {
      const auto rest = feed_.deliver();
      ASSERT_TRUE(rest);
      if (*rest == EventFeed::Rest::kNone) return;
    }
  }

  fakes::MemoryStore store_;
  fakes::MemoryTasks tasks_;
  fakes::MemoryTimeline memory_ = store_.timeline_with(tasks_);
  CountedTimeline timeline_{memory_};
  EventBell bell_;
  EventFeed feed_{timeline_, bell_};
};

TEST_F(EventFeedTest, TellsEverybodyWhatComesAfterTheyBegan) {
  append("a");
  upload(1);
  const auto first = follow();
  append("b");
  deliver();
  const auto second = follow();
  append("c");
  upload(2);
  deliver();
  EXPECT_EQ(first->take(), "bc2");
  EXPECT_EQ(second->take(), "c2");
  deliver();
  EXPECT_EQ(first->take(), "");
  EXPECT_EQ(first->at(), (Timeline::Position{3, 2}));
}

TEST_F(EventFeedTest, GoesOnWhereSomebodyLeft) {
  append("a");
  append("b");
  upload(1);
  upload(2);
  const auto all = follow(100, {}, Timeline::Position{});
  const auto later = follow(100, {}, Timeline::Position{.event = 1, .task = 1});
  deliver();
  EXPECT_EQ(all->take(), "ab12");
  EXPECT_EQ(later->take(), "b2");
}

TEST_F(EventFeedTest, BeginsNowForOneFromTheFuture) {
  append("a");
  EXPECT_EQ(feed_.begin_at(Timeline::Position{.event = 7, .task = 7}).value(), (Timeline::Position{1, 0}));
  EXPECT_EQ(feed_.begin_at(Timeline::Position{.event = 0, .task = 7}).value(), (Timeline::Position{0, 0}));
}

TEST_F(EventFeedTest, TellsEachWhatItWants) {
  const auto events = follow(100, {.events = true, .uploads = false});
  const auto uploads = follow(100, {.events = false, .uploads = true});
  append("a");
  upload(1);
  deliver();
  EXPECT_EQ(events->take(), "a");
  EXPECT_EQ(uploads->take(), "1");
}

TEST_F(EventFeedTest, WaitsForOneThatHasNoRoomAndLosesNothing) {
  const auto slow = follow(2);
  const auto quick = follow();
  for (const std::string_view action : {"a", "b", "c", "d"}) append(std::string(action));
  upload(1);
  deliver();
  EXPECT_EQ(slow->take(), "ab");
  EXPECT_EQ(quick->take(), "abcd1");
  slow->make_room(1);
  deliver();
  EXPECT_EQ(slow->take(), "c");
  slow->make_room(100);
  append("e");
  deliver();
  EXPECT_EQ(slow->take(), "de1");
  EXPECT_EQ(quick->take(), "e");
}

TEST_F(EventFeedTest, CatchesUpOverManyLooks) {
  std::string wanted;
  for (std::size_t i = 0; i < 3 * limits::kEventBatch + 5; ++i) {
    append(".");
    wanted += ".";
  }
  const auto late = follow(1'000'000, {}, Timeline::Position{});
  ASSERT_EQ(feed_.deliver().value(), EventFeed::Rest::kSome);
  EXPECT_EQ(late->take().size(), limits::kEventBatch);
  const auto now = follow();
  deliver();
  EXPECT_EQ(late->take().size(), wanted.size() - limits::kEventBatch);
  EXPECT_EQ(now->take(), "");
}

TEST_F(EventFeedTest, SharesOneLookAmongAllThatAreAtTheSamePlace) {
  std::vector<std::shared_ptr<Listener>> listeners;
  for (int i = 0; i < 50; ++i) listeners.push_back(follow());
  append("a");
  timeline_.looks = 0;
  deliver();
  EXPECT_EQ(timeline_.looks, 2);  // One for events, one for uploads.
  for (const auto& listener : listeners) EXPECT_EQ(listener->take(), "a");
}

TEST_F(EventFeedTest, ForgetsThoseThatAreGone) {
  auto listener = follow();
  EXPECT_TRUE(feed_.is_followed());
  listener.reset();
  EXPECT_FALSE(feed_.is_followed());
  append("a");
  timeline_.looks = 0;
  deliver();
  feed_.beat();
  EXPECT_EQ(timeline_.looks, 0);
}

TEST_F(EventFeedTest, SaysWhyItCannotLookAndTellsItLater) {
  const auto listener = follow();
  append("a");
  store_.set_down(true);
  const auto failed = feed_.deliver();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(feed_.begin_at({}).error().code, ErrorCode::kUnavailable);
  store_.set_down(false);
  deliver();
  EXPECT_EQ(listener->take(), "a");
}

class EventThreadTest : public EventFeedTest {
 protected:
  static constexpr EventThread::Options kQuick{.pause = std::chrono::milliseconds(1),
                                               .heartbeat = std::chrono::hours(1),
                                               .trouble_pause = std::chrono::milliseconds(1)};
};

TEST_F(EventThreadTest, TellsWhatIsCommitted) {
  const EventThread thread(feed_, bell_, kQuick, [](std::string_view) {});
  const auto listener = follow();
  append("a");
  EXPECT_TRUE(listener->wait_for("a"));
  upload(1);
  EXPECT_TRUE(listener->wait_for("a1"));
  const auto second = follow(10, {}, Timeline::Position{});
  EXPECT_TRUE(second->wait_for("a1"));
}

TEST_F(EventThreadTest, GoesOnWhereRoomWasMade) {
  const EventThread thread(feed_, bell_, kQuick, [](std::string_view) {});
  const auto listener = follow(1);
  append("a");
  append("b");
  EXPECT_TRUE(listener->wait_for("a"));
  listener->make_room(1);
  bell_.call();
  EXPECT_TRUE(listener->wait_for("ab"));
}

TEST_F(EventThreadTest, LeavesTheStoreAloneWhileNobodyFollows) {
  const EventThread thread(feed_, bell_, kQuick, [](std::string_view) {});
  for (int i = 0; i < 100; ++i) append("a");
  EXPECT_EQ(timeline_.looks, 0);
  const auto listener = follow();
  append("b");
  EXPECT_TRUE(listener->wait_for("b"));
}

TEST_F(EventThreadTest, BeatsForThoseThatHearNothingElse) {
  const EventThread thread(feed_, bell_,
                           {.pause = std::chrono::milliseconds(1), .heartbeat = std::chrono::milliseconds(1)},
                           [](std::string_view) {});
  EXPECT_TRUE(follow()->wait_for_beats(3));
}

TEST_F(EventThreadTest, ReportsTroubleAndTriesAgain) {
  std::mutex mutex;
  std::string reported;
  std::condition_variable told;
  store_.set_down(false);
  const auto listener = follow();
  store_.set_down(true);
  const EventThread thread(feed_, bell_, kQuick, [&](std::string_view reason) {
    const std::scoped_lock lock(mutex);
    reported = reason;
    told.notify_all();
  });
  {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(told.wait_for(lock, kPatience, [&] { return !reported.empty(); }));
    EXPECT_EQ(reported, "The store is down.");
  }
  store_.set_down(false);
  append("a");
  EXPECT_TRUE(listener->wait_for("a"));
}

TEST_F(EventThreadTest, MissesNothingWhileManyWriteAndFollowersComeAndGo) {
  const EventThread thread(feed_, bell_, kQuick, [](std::string_view) {});
  const auto steady = follow();
  std::jthread writer([&] {
    for (int i = 0; i < 2000; ++i) {
      append(std::to_string(i % 10));
      if (i % 50 == 0) std::this_thread::yield();
    }
  });
  for (int i = 0; i < 200; ++i) follow(static_cast<std::size_t>(i % 7));
  std::string wanted;
  for (int i = 0; i < 2000; ++i) wanted += std::to_string(i % 10);
  EXPECT_TRUE(steady->wait_for(wanted));
}

}  // namespace
}  // namespace mien::app
