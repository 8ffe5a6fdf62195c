#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "contract/store_contract.h"
#include "ports/tasks.h"

namespace mien {

/// What every adapter of ports/tasks.h must do. An adapter takes part with a default-constructible type that has
/// tasks() of a new, empty store.
template <class Store>
class TaskStoreContract : public testing::Test {
 protected:
  static NewTask sample(std::uint64_t number, std::string target = "employees", std::string key = "") {
    return {.id = {samples::uuid(number)},
            .kind = TaskKind::kIntake,
            .target = std::move(target),
            .once_key = "once-" + std::to_string(number),
            .bucket = key.empty() ? "" : "bucket",
            .key = std::move(key),
            .payload = "{}",
            .created = samples::at(1000)};
  }
  void add(const NewTask& task) { ASSERT_TRUE(tasks().add(std::span(&task, 1))); }
  std::vector<std::string> claim(std::int64_t now_ms, std::size_t limit = 100) {
    std::vector<std::string> out;
    const auto claimed = tasks().claim(TaskKind::kIntake, samples::at(now_ms), limit);
    EXPECT_TRUE(claimed);
    for (const Task& task : claimed.value_or(std::vector<Task>{})) out.push_back(task.what.once_key);
    return out;
  }
  TaskStore::Progress progress(std::uint64_t number, TaskState state, std::int64_t due_ms = 0) {
    return {.id = {samples::uuid(number)},
            .state = state,
            .due = samples::at(due_ms),
            .now = samples::at(2000),
            .outcome = "why",
            .reason = "Because."};
  }
  std::vector<std::string> listed(const TaskStore::Filter& filter, std::size_t page_size = 100) {
    std::vector<std::string> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = tasks().list(filter, page);
      EXPECT_TRUE(found);
      if (!found) return out;
      for (const Task& task : found->items) out.push_back(task.what.once_key);
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  TaskStore& tasks() { return store_.tasks(); }

  Store store_;
};
TYPED_TEST_SUITE_P(TaskStoreContract);

using Keys = std::vector<std::string>;

TYPED_TEST_P(TaskStoreContract, KeepsWhatATaskIsAbout) {
  NewTask task = this->sample(1, "employees", "index/Ann \xC3\x98.jpg");
  task.payload = R"({"a":1})";
  this->add(task);
  const auto found = this->tasks().find(task.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->what.kind, TaskKind::kIntake);
  EXPECT_EQ(found->what.target, "employees");
  EXPECT_EQ(found->what.bucket, "bucket");
  EXPECT_EQ(found->what.key, "index/Ann \xC3\x98.jpg");
  EXPECT_EQ(found->what.payload, R"({"a":1})");
  EXPECT_EQ(found->what.created, samples::at(1000));
  EXPECT_EQ(found->due, samples::at(1000));
  EXPECT_EQ(found->state, TaskState::kWaiting);
  EXPECT_EQ(found->attempts, 0U);
  EXPECT_EQ(this->tasks().find({samples::uuid(2)}).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(TaskStoreContract, AddsATaskOnceForItsKindTargetAndKey) {
  NewTask again = this->sample(2);
  again.once_key = "once-1";
  NewTask elsewhere = again;
  elsewhere.id = {samples::uuid(3)};
  elsewhere.target = "visitors";
  NewTask other_kind = again;
  other_kind.id = {samples::uuid(4)};
  other_kind.kind = TaskKind::kWebhook;
  this->add(this->sample(1));
  for (const NewTask& task : {again, elsewhere, other_kind}) this->add(task);
  EXPECT_FALSE(this->tasks().find(again.id));
  EXPECT_TRUE(this->tasks().find(elsewhere.id));
  EXPECT_TRUE(this->tasks().find(other_kind.id));
  // Nor while it is settled.
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kDone), {}));
  this->add(again);
  EXPECT_FALSE(this->tasks().find(again.id));
  EXPECT_EQ(this->tasks().waiting(TaskKind::kIntake).value(), 1U);
}

TYPED_TEST_P(TaskStoreContract, SaysHowManyOfTheTasksWereNew) {
  const auto added = [&](const std::vector<NewTask>& tasks) { return this->tasks().add(tasks).value(); };
  EXPECT_EQ(added({}), 0U);
  NewTask again = this->sample(2);
  again.once_key = "once-1";
  EXPECT_EQ(added({this->sample(1), again, this->sample(3)}), 2U) << "one comes twice";
  EXPECT_EQ(added({again, this->sample(3)}), 0U);
  EXPECT_EQ(added({again, this->sample(4)}), 1U);
  NewTask announced = this->sample(5);
  announced.begin = NewTask::Begin::kOpen;
  announced.due = samples::at(5000);
  EXPECT_EQ(added({announced}), 1U);
  announced.begin = NewTask::Begin::kOpened;
  EXPECT_EQ(added({announced, this->sample(1)}), 1U);
}

TYPED_TEST_P(TaskStoreContract, GivesEachDueTaskToOneClaim) {
  for (std::uint64_t i = 1; i <= 3; ++i) this->add(this->sample(i));
  EXPECT_EQ(this->claim(999), Keys{});
  EXPECT_EQ(this->claim(1000, 2), (Keys{"once-1", "once-2"}));
  EXPECT_EQ(this->claim(1000), Keys{"once-3"});
  EXPECT_EQ(this->claim(1000), Keys{});
  this->tasks().release({samples::uuid(2)});
  EXPECT_EQ(this->claim(1000), Keys{"once-2"});
  EXPECT_EQ(this->tasks().claim(TaskKind::kWebhook, samples::at(1000), 10)->size(), 0U);
}

TYPED_TEST_P(TaskStoreContract, GivesATaskThatWaitsForItsNextAttemptWhenThatIsDue) {
  this->add(this->sample(1));
  EXPECT_EQ(this->tasks().next_due(TaskKind::kIntake).value(), samples::at(1000));
  EXPECT_EQ(this->claim(1000).size(), 1U);
  EXPECT_EQ(this->tasks().next_due(TaskKind::kIntake).value(), std::nullopt) << "claimed";
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kWaiting, 5000), {}));
  EXPECT_EQ(this->tasks().next_due(TaskKind::kIntake).value(), samples::at(5000));
  EXPECT_EQ(this->tasks().next_due(TaskKind::kWebhook).value(), std::nullopt);
  EXPECT_EQ(this->claim(4999), Keys{});
  EXPECT_EQ(this->claim(5000), Keys{"once-1"});
  const Task task = this->tasks().find({samples::uuid(1)}).value();
  EXPECT_EQ(task.attempts, 1U);
  EXPECT_EQ(task.outcome, "why");
  EXPECT_EQ(task.reason, "Because.");
  EXPECT_EQ(task.updated, samples::at(2000));
  auto uncounted = this->progress(1, TaskState::kWaiting, 6000);
  uncounted.counts_as_attempt = false;
  ASSERT_TRUE(this->tasks().advance(uncounted, {}));
  EXPECT_EQ(this->tasks().find({samples::uuid(1)})->attempts, 1U);
}

TYPED_TEST_P(TaskStoreContract, GivesUploadsOfOneObjectOneAfterTheOther) {
  this->add(this->sample(1, "employees", "a"));
  this->add(this->sample(2, "employees", "a"));
  this->add(this->sample(3, "employees", "b"));
  this->add(this->sample(4, "visitors", "a"));
  EXPECT_EQ(this->claim(1000), (Keys{"once-1", "once-3", "once-4"}));
  EXPECT_EQ(this->tasks().next_due(TaskKind::kIntake).value(), std::nullopt);
  // The first waits for its next attempt: the second waits with it.
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kWaiting, 3000), {}));
  EXPECT_EQ(this->claim(2999), Keys{});
  EXPECT_EQ(this->claim(3000), Keys{"once-1"});
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kRefused), {}));
  EXPECT_EQ(this->claim(3000), Keys{"once-2"});
  // The first is tried again while the second is at work.
  ASSERT_TRUE(this->tasks().retry({samples::uuid(1)}, samples::at(3000)));
  EXPECT_EQ(this->claim(3000), Keys{});
  EXPECT_EQ(this->tasks().next_due(TaskKind::kIntake).value(), std::nullopt);
  ASSERT_TRUE(this->tasks().advance(this->progress(2, TaskState::kDone), {}));
  EXPECT_EQ(this->claim(3000), Keys{"once-1"});
}

TYPED_TEST_P(TaskStoreContract, LetsNoEventOfAFunctionHoldUpAnother) {
  for (const std::uint64_t number : {1, 2}) {
    NewTask event = this->sample(number, "handler", "a");
    event.kind = TaskKind::kFunction;
    this->add(event);
  }
  const auto claimed = this->tasks().claim(TaskKind::kFunction, samples::at(1000), 9);
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->size(), 2U);
}

TYPED_TEST_P(TaskStoreContract, SettlesATaskTogetherWithWhatFollowsFromIt) {
  this->add(this->sample(1));
  auto done = this->progress(1, TaskState::kDone);
  done.result = R"({"person":"ann"})";
  const NewTask following = this->sample(2);
  ASSERT_TRUE(this->tasks().advance(done, std::span(&following, 1)));
  const Task task = this->tasks().find({samples::uuid(1)}).value();
  EXPECT_EQ(task.state, TaskState::kDone);
  EXPECT_EQ(task.result, R"({"person":"ann"})");
  EXPECT_EQ(this->claim(9000), Keys{"once-2"});
  // Nothing of it where the task does not exist.
  const NewTask other = this->sample(4);
  EXPECT_EQ(this->tasks().advance(this->progress(3, TaskState::kDone), std::span(&other, 1)).error().code,
            ErrorCode::kNotFound);
  EXPECT_FALSE(this->tasks().find(other.id));
}

TYPED_TEST_P(TaskStoreContract, NotesAResultThatLaterAttemptsKeep) {
  this->add(this->sample(1));
  ASSERT_TRUE(this->tasks().note({samples::uuid(1)}, "{}", samples::at(1500)));
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kWaiting, 3000), {}));
  EXPECT_EQ(this->tasks().find({samples::uuid(1)})->result, "{}");
  EXPECT_EQ(this->tasks().note({samples::uuid(9)}, "{}", samples::at(1500)).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(TaskStoreContract, TriesAgainWhatWasRefusedOrFailed) {
  for (std::uint64_t i = 1; i <= 4; ++i) this->add(this->sample(i));
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kRefused), {}));
  ASSERT_TRUE(this->tasks().advance(this->progress(2, TaskState::kFailed), {}));
  ASSERT_TRUE(this->tasks().advance(this->progress(3, TaskState::kDone), {}));
  for (const std::uint64_t i : {1U, 2U}) {
    ASSERT_TRUE(this->tasks().retry({samples::uuid(i)}, samples::at(7000))) << i;
    const Task task = this->tasks().find({samples::uuid(i)}).value();
    EXPECT_EQ(task.state, TaskState::kWaiting);
    EXPECT_EQ(task.attempts, 0U);
    EXPECT_EQ(task.due, samples::at(7000));
    EXPECT_EQ(task.outcome, "");
  }
  for (const std::uint64_t i : {3U, 4U})
    EXPECT_EQ(this->tasks().retry({samples::uuid(i)}, samples::at(7000)).error().code, ErrorCode::kNotRetryable);
  EXPECT_EQ(this->tasks().retry({samples::uuid(9)}, samples::at(7000)).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(TaskStoreContract, ListsNewestFirstByPagesAndFilters) {
  this->add(this->sample(1, "employees", "a"));
  this->add(this->sample(2, "employees", "a"));
  this->add(this->sample(3, "visitors", "b"));
  NewTask hook = this->sample(4, "door");
  hook.kind = TaskKind::kWebhook;
  this->add(hook);
  ASSERT_TRUE(this->tasks().advance(this->progress(2, TaskState::kFailed), {}));
  EXPECT_EQ(this->listed({}), (Keys{"once-4", "once-3", "once-2", "once-1"}));
  EXPECT_EQ(this->listed({}, 1), (Keys{"once-4", "once-3", "once-2", "once-1"}));
  EXPECT_EQ(this->listed({.kind = TaskKind::kIntake}, 2), (Keys{"once-3", "once-2", "once-1"}));
  EXPECT_EQ(this->listed({.state = TaskState::kFailed}), Keys{"once-2"});
  EXPECT_EQ(this->listed({.target = "employees"}), (Keys{"once-2", "once-1"}));
  EXPECT_EQ(this->listed({.bucket = "bucket", .key = "a"}), (Keys{"once-2", "once-1"}));
  EXPECT_EQ(this->listed({.state = TaskState::kWaiting, .bucket = "bucket", .key = "a"}), Keys{"once-1"});
  EXPECT_EQ(this->listed({.bucket = "bucket"}), (Keys{"once-3", "once-2", "once-1"}));
  EXPECT_EQ(this->listed({.bucket = "other"}), Keys{});
  const auto page = this->tasks().list({}, {.after = "", .limit = 1});
  EXPECT_EQ(this->tasks().list({.target = "x"}, {.after = page->next, .limit = 1}).error().code,
            ErrorCode::kInvalidPageToken);
}

TYPED_TEST_P(TaskStoreContract, ForgetsSettledTasksThatAreOld) {
  for (std::uint64_t i = 1; i <= 2; ++i) this->add(this->sample(i));
  ASSERT_TRUE(this->tasks().advance(this->progress(1, TaskState::kDone), {}));  // At 2000.
  EXPECT_EQ(this->tasks().purge(samples::at(2000)).value(), 0U);
  EXPECT_EQ(this->tasks().purge(samples::at(2001)).value(), 1U);
  EXPECT_EQ(this->listed({}), Keys{"once-2"});
}

TYPED_TEST_P(TaskStoreContract, LetsAnAnnouncedTaskBeginOnceAndInTime) {
  for (std::uint64_t i = 1; i <= 2; ++i) {
    NewTask announced = this->sample(i);
    announced.begin = NewTask::Begin::kOpen;
    announced.due = samples::at(5000);
    announced.payload = "a=1";
    this->add(announced);
  }
  EXPECT_EQ(this->tasks().find({samples::uuid(1)})->state, TaskState::kOpen);
  EXPECT_EQ(this->claim(9000), Keys{});
  EXPECT_EQ(this->tasks().retry({samples::uuid(1)}, samples::at(1)).error().code, ErrorCode::kNotRetryable);
  const auto open = [&](std::uint64_t number, std::int64_t at_ms) {
    NewTask opened = this->sample(number, "employees", "key");
    opened.begin = NewTask::Begin::kOpened;
    opened.payload = "&b=2";
    opened.created = samples::at(at_ms);
    const std::vector<NewTask> tasks{this->sample(100 + static_cast<std::uint64_t>(at_ms)), opened};
    return code_of(this->tasks().add(tasks));
  };
  EXPECT_EQ(open(1, 5000), ErrorCode::kInternal) << "done";
  EXPECT_EQ(open(1, 4000), ErrorCode::kAccessDenied) << "twice";
  EXPECT_EQ(open(2, 5001), ErrorCode::kAccessDenied) << "too late";
  EXPECT_EQ(open(3, 1000), ErrorCode::kAccessDenied) << "never announced";
  EXPECT_EQ(this->claim(9000), (Keys{"once-5100", "once-1"})) << "nothing of what failed";
  EXPECT_EQ(this->tasks().find({samples::uuid(1)})->what.payload, "a=1&b=2");
  EXPECT_EQ(this->tasks().find({samples::uuid(1)})->what.key, "key");
  EXPECT_EQ(this->tasks().purge(samples::at(5000)).value(), 0U);
  EXPECT_EQ(this->tasks().purge(samples::at(5001)).value(), 1U);
}

REGISTER_TYPED_TEST_SUITE_P(TaskStoreContract, KeepsWhatATaskIsAbout, AddsATaskOnceForItsKindTargetAndKey,
                            SaysHowManyOfTheTasksWereNew, GivesEachDueTaskToOneClaim,
                            GivesATaskThatWaitsForItsNextAttemptWhenThatIsDue, GivesUploadsOfOneObjectOneAfterTheOther,
                            LetsNoEventOfAFunctionHoldUpAnother, SettlesATaskTogetherWithWhatFollowsFromIt,
                            NotesAResultThatLaterAttemptsKeep, TriesAgainWhatWasRefusedOrFailed,
                            ListsNewestFirstByPagesAndFilters, ForgetsSettledTasksThatAreOld,
                            LetsAnAnnouncedTaskBeginOnceAndInTime);

}  // namespace mien
