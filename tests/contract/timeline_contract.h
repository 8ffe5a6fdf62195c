#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "contract/store_samples.h"
#include "ports/store.h"
#include "ports/tasks.h"
#include "ports/timeline.h"

namespace mien {

/// What every adapter of ports/timeline.h must do. An adapter takes part with a default-constructible type that has
/// audit(), collections(), tasks() and timeline() of a new, empty store.
template <class Store>
class TimelineContract : public testing::Test {
 protected:
  static NewTask sample(std::uint64_t number, TaskKind kind = TaskKind::kIntake) {
    return {.id = {samples::uuid(number)},
            .kind = kind,
            .target = "employees",
            .once_key = std::to_string(number),
            .created = samples::at(1000)};
  }
  void add(const NewTask& task) { ASSERT_TRUE(store_.tasks().add(std::span(&task, 1))); }
  void append(std::string action, std::int64_t at_ms = 1000) {
    ASSERT_TRUE(store_.audit().append(samples::event(std::move(action), at_ms)));
  }
  /// What came since the last call, a letter or number each.
  std::string new_events(std::size_t limit = 100) {
    std::string out;
    const auto found = store_.timeline().events_after(at_.event, limit);
    EXPECT_TRUE(found);
    for (const Timeline::Event& event : found.value_or(std::vector<Timeline::Event>{})) {
      EXPECT_GT(event.number, at_.event);
      at_.event = event.number;
      out += event.event.action;
    }
    return out;
  }
  std::string new_tasks(TaskKind kind = TaskKind::kIntake, std::size_t limit = 100) {
    std::string out;
    const auto found = store_.timeline().tasks_after(kind, at_.task, limit);
    EXPECT_TRUE(found);
    for (const Timeline::ChangedTask& changed : found.value_or(std::vector<Timeline::ChangedTask>{})) {
      EXPECT_GT(changed.number, at_.task);
      at_.task = changed.number;
      out += changed.task.what.once_key;
    }
    return out;
  }
  TaskStore::Progress progress(std::uint64_t number, TaskState state) {
    return {.id = {samples::uuid(number)}, .state = state, .due = samples::at(5000), .now = samples::at(2000)};
  }

  Store store_;
  Timeline::Position at_;
};
TYPED_TEST_SUITE_P(TimelineContract);

TYPED_TEST_P(TimelineContract, TellsEventsInTheOrderInWhichTheyWereCommitted) {
  EXPECT_EQ(this->new_events(), "");
  this->append("a", 30);
  this->append("b", 10);
  ASSERT_TRUE(this->store_.audit().append_without_sync(samples::event("c", 20)));
  EXPECT_EQ(this->new_events(2), "ab");
  EXPECT_EQ(this->new_events(2), "c");
  EXPECT_EQ(this->new_events(2), "");
  // Events of other writes are part of it, and those of writes that fail are not.
  const Collection made{.id = samples::collection_id("x"), .face_model_version = "7.0"};
  ASSERT_TRUE(this->store_.collections().create(made, {}, samples::event("d")));
  ASSERT_FALSE(this->store_.collections().create(made, {}, samples::event("e")));
  this->append("f");
  EXPECT_EQ(this->new_events(), "df");
}

TYPED_TEST_P(TimelineContract, TellsEveryFieldOfAnEvent) {
  AuditEvent event = samples::event("verify", 50);
  event.subject = "ada";
  event.similarity = 97.1F;
  ASSERT_TRUE(this->store_.audit().append(event));
  const auto found = this->store_.timeline().events_after(0, 10);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  const AuditEvent& told = found->front().event;
  EXPECT_EQ(told.id, event.id);
  EXPECT_EQ(told.at, event.at);
  EXPECT_EQ(told.actor, event.actor);
  EXPECT_EQ(told.collection, event.collection);
  EXPECT_EQ(told.subject, event.subject);
  EXPECT_EQ(told.outcome, event.outcome);
  EXPECT_EQ(told.similarity, event.similarity);
}

TYPED_TEST_P(TimelineContract, TellsATaskOnceForAllItsChangesByTheLast) {
  for (std::uint64_t number = 1; number <= 4; ++number) this->add(this->sample(number));
  EXPECT_EQ(this->new_tasks(TaskKind::kIntake, 3), "123");
  ASSERT_TRUE(this->store_.tasks().advance(this->progress(2, TaskState::kWaiting), {}));
  ASSERT_TRUE(this->store_.tasks().advance(this->progress(1, TaskState::kDone), {}));
  ASSERT_TRUE(this->store_.tasks().advance(this->progress(2, TaskState::kRefused), {}));
  EXPECT_EQ(this->new_tasks(), "412");
  EXPECT_EQ(this->new_tasks(), "");
  const auto all = this->store_.timeline().tasks_after(TaskKind::kIntake, 0, 10);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 4U);
  EXPECT_EQ(all->back().task.what.once_key, "2");
  EXPECT_EQ(all->back().task.state, TaskState::kRefused);
  EXPECT_EQ(all->back().task.attempts, 2U);
}

TYPED_TEST_P(TimelineContract, TakesWhatAnAttemptCameToForOneChange) {
  this->add(this->sample(1));
  const auto before = this->store_.timeline().end();
  TaskStore::Progress settled = this->progress(1, TaskState::kDone);
  settled.result = "r";
  ASSERT_TRUE(this->store_.tasks().advance(settled, {}));
  EXPECT_EQ(this->store_.timeline().end()->task, before->task + 1);
  EXPECT_EQ(this->store_.tasks().find(settled.id)->result, "r");
}

TYPED_TEST_P(TimelineContract, TellsWhateverChangesATask) {
  TaskStore& tasks = this->store_.tasks();
  NewTask announced = this->sample(1);
  announced.begin = NewTask::Begin::kOpen;
  announced.due = samples::at(9000);
  this->add(announced);
  EXPECT_EQ(this->new_tasks(), "1");
  announced.begin = NewTask::Begin::kOpened;
  this->add(announced);
  EXPECT_EQ(this->new_tasks(), "1");
  ASSERT_TRUE(tasks.note(announced.id, "step", samples::at(1500)));
  EXPECT_EQ(this->new_tasks(), "1");
  const NewTask following = this->sample(2);
  ASSERT_TRUE(tasks.advance(this->progress(1, TaskState::kFailed), std::span(&following, 1)));
  EXPECT_EQ(this->new_tasks(TaskKind::kIntake, 100).size(), 2U);
  ASSERT_TRUE(tasks.retry(announced.id, samples::at(3000)));
  EXPECT_EQ(this->new_tasks(), "1");
  // What changes nothing is not told.
  this->add(this->sample(2));
  ASSERT_FALSE(tasks.retry(announced.id, samples::at(3000)));
  ASSERT_FALSE(tasks.advance(this->progress(7, TaskState::kDone), {}));
  ASSERT_TRUE(tasks.claim(TaskKind::kIntake, samples::at(9000), 1));
  EXPECT_EQ(this->new_tasks(), "");
}

TYPED_TEST_P(TimelineContract, TellsTasksOfTheKindThatIsAskedFor) {
  this->add(this->sample(1, TaskKind::kWebhook));
  this->add(this->sample(2));
  this->add(this->sample(3, TaskKind::kFunction));
  EXPECT_EQ(this->new_tasks(), "2");
  this->at_ = {};
  EXPECT_EQ(this->new_tasks(TaskKind::kWebhook), "1");
}

TYPED_TEST_P(TimelineContract, NeverGivesANumberTwice) {
  this->add(this->sample(1));
  ASSERT_TRUE(this->store_.tasks().advance(this->progress(1, TaskState::kDone), {}));
  EXPECT_EQ(this->new_tasks(), "1");
  ASSERT_TRUE(this->store_.tasks().purge(samples::at(1'000'000)));
  EXPECT_EQ(this->store_.timeline().tasks_after(TaskKind::kIntake, 0, 10)->size(), 0U);
  this->add(this->sample(2));
  EXPECT_EQ(this->new_tasks(), "2");
}

TYPED_TEST_P(TimelineContract, SaysWhereItEnds) {
  EXPECT_EQ(this->store_.timeline().end().value(), (Timeline::Position{}));
  this->append("a");
  this->add(this->sample(1));
  this->add(this->sample(2));
  const auto end = this->store_.timeline().end();
  ASSERT_TRUE(end);
  EXPECT_EQ(this->new_events(), "a");
  EXPECT_EQ(this->new_tasks(), "12");
  EXPECT_EQ(*end, this->at_);
}

TYPED_TEST_P(TimelineContract, LetsAFollowerMissNothingWhileManyWrite) {
  constexpr std::uint64_t kWriters = 4;
  constexpr std::uint64_t kWrites = 50;
  std::vector<std::jthread> writers;
  for (std::uint64_t writer = 0; writer < kWriters; ++writer)
    writers.emplace_back([this, writer] {
      for (std::uint64_t i = 0; i < kWrites; ++i) {
        this->append(".");
        this->add(this->sample(writer * kWrites + i));
      }
    });
  std::size_t events = 0;
  std::size_t tasks = 0;
  while (events < kWriters * kWrites || tasks < kWriters * kWrites) {
    events += this->new_events(7).size();
    const auto found = this->store_.timeline().tasks_after(TaskKind::kIntake, this->at_.task, 7);
    ASSERT_TRUE(found);
    tasks += found->size();
    if (!found->empty()) this->at_.task = found->back().number;
  }
  writers.clear();
  EXPECT_EQ(events, kWriters * kWrites);
  EXPECT_EQ(tasks, kWriters * kWrites);
  EXPECT_EQ(this->new_events(), "");
  EXPECT_EQ(this->new_tasks(), "");
}

REGISTER_TYPED_TEST_SUITE_P(TimelineContract, TellsEventsInTheOrderInWhichTheyWereCommitted, TellsEveryFieldOfAnEvent,
                            TellsATaskOnceForAllItsChangesByTheLast, TakesWhatAnAttemptCameToForOneChange,
                            TellsWhateverChangesATask, TellsTasksOfTheKindThatIsAskedFor, NeverGivesANumberTwice,
                            SaysWhereItEnds, LetsAFollowerMissNothingWhileManyWrite);

}  // namespace mien
