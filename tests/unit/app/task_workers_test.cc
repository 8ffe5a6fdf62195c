#include "app/tasks/task_workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <new>
#include <stdexcept>
#include <thread>

#include "contract/store_samples.h"
#include "fakes/fake_clock.h"
#include "fakes/memory_tasks.h"

namespace mien::app {
namespace {

class ScriptedHandler final : public TaskHandler {
 public:
  std::function<Attempt(const Task&, const Patience&)> answer;
  Attempt attempt(const Task& task, const Patience& patience) override {
    ++attempts;
    return answer(task, patience);
  }
  std::vector<NewTask> follow_up(const Task& task, const Attempt& settled) override {
    return after ? after(task, settled) : std::vector<NewTask>{};
  }
  std::function<std::vector<NewTask>(const Task&, const Attempt&)> after;
  std::atomic<int> attempts = 0;
};

class TaskWorkersTest : public testing::Test {
 protected:
  NewTask sample(std::uint64_t number) const {
    return {.id = {samples::uuid(number)},
            .kind = TaskKind::kIntake,
            .target = "t",
            .once_key = std::to_string(number),
            .created = clock_.now()};
  }
  void add(std::uint64_t number) {
    const NewTask task = sample(number);
    ASSERT_TRUE(tasks_.add(std::span(&task, 1)));
  }
  std::unique_ptr<TaskWorkers> start(TaskWorkers::Options options = {}) {
    options.trouble_pause = std::chrono::milliseconds{1};
    if (options.look_again == TaskWorkers::Options{}.look_again)
      options.look_again = std::chrono::milliseconds{1};  // The fake clock wakes nobody.
    return std::make_unique<TaskWorkers>(TaskWorkers::Ports{tasks_, clock_, handler_, notices_}, options,
                                         [this](const TaskWorkers::Report& report) {
                                           const std::scoped_lock lock(mutex_);
                                           reports_.emplace_back(report.outcome);
                                           if (log_fails_) throw std::bad_alloc();
                                         });
  }
  Task await(std::uint64_t number, const std::function<bool(const Task&)>& wanted) {
    TaskNotices::Waiter waiter(notices_, {samples::uuid(number)});
    for (;;) {
      const auto task = tasks_.find({samples::uuid(number)});
      if (task && wanted(*task)) return *task;
      waiter.wait({}, std::chrono::steady_clock::now() + std::chrono::seconds{1});
    }
  }
  Task await_state(std::uint64_t number, TaskState state) {
    return await(number, [state](const Task& task) { return task.state == state; });
  }

  fakes::FakeClock clock_;
  fakes::MemoryTasks tasks_;
  ScriptedHandler handler_;
  TaskNotices notices_;
  std::mutex mutex_;
  std::vector<std::string> reports_;
  std::atomic<bool> log_fails_ = false;
};

TEST_F(TaskWorkersTest, DoEachTaskOnceAndWhatFollows) {
  handler_.answer = [&](const Task& task, const Patience&) {
    Attempt done{.outcome = "ok", .result = "r"};
    if (task.what.once_key == "1") done.following = {sample(2)};
    return done;
  };
  add(1);
  const auto workers = start({.threads = 3});
  EXPECT_EQ(await_state(1, TaskState::kDone).result, "r");
  EXPECT_EQ(await_state(2, TaskState::kDone).outcome, "ok");
  EXPECT_EQ(handler_.attempts, 2);
  add(3);
  workers->wake();
  await_state(3, TaskState::kDone);
}

TEST_F(TaskWorkersTest, TryAgainLaterAndLaterAndThenGiveUp) {
  handler_.answer = [](const Task&, const Patience&) {
    return Attempt{.state = TaskState::kWaiting, .outcome = "unavailable", .reason = "Down.", .result = {}};
  };
  add(1);
  const auto workers = start(
      {.retry = {.attempts_max = 3, .first_delay = std::chrono::seconds{10}, .delay_max = std::chrono::seconds{15}}});
  const auto begin = clock_.now();
  EXPECT_EQ(await(1, [](const Task& task) { return task.attempts == 1; }).due, begin + std::chrono::seconds{10});
  clock_.advance(std::chrono::seconds{10});
  EXPECT_EQ(await(1, [](const Task& task) { return task.attempts == 2; }).due, begin + std::chrono::seconds{25});
  clock_.advance(std::chrono::seconds{15});
  const Task failed = await_state(1, TaskState::kFailed);
  EXPECT_EQ(failed.attempts, 3U);
  EXPECT_EQ(failed.outcome, "unavailable");
  EXPECT_EQ(failed.reason, "Down.");
}

TEST_F(TaskWorkersTest, AddWhatFollowsHoweverATaskIsSettled) {
  handler_.answer = [](const Task& task, const Patience&) -> Attempt {
    if (task.what.once_key == "1") return {.outcome = "ok"};
    if (task.what.once_key == "2") return {.state = TaskState::kRefused, .outcome = "no"};
    if (task.what.once_key == "4") throw std::runtime_error("no memory");
    return {.state = TaskState::kWaiting, .outcome = "unavailable"};
  };
  handler_.after = [&](const Task& task, const Attempt& settled) {
    NewTask told{.id = {samples::uuid(100 + std::stoull(task.what.once_key))},
                 .kind = TaskKind::kWebhook,
                 .target = std::string(name_of(settled.state)) + ":" + settled.outcome,
                 .once_key = task.what.once_key,
                 .created = clock_.now()};
    return std::vector{told};
  };
  for (std::uint64_t i = 1; i <= 4; ++i) add(i);
  const auto workers = start({.retry = {.attempts_max = 2, .first_delay = std::chrono::milliseconds{0}}});
  await_state(1, TaskState::kDone);
  await_state(2, TaskState::kRefused);
  await_state(3, TaskState::kFailed);
  await_state(4, TaskState::kFailed);
  EXPECT_EQ(tasks_.find({samples::uuid(101)})->what.target, "done:ok");
  EXPECT_EQ(tasks_.find({samples::uuid(102)})->what.target, "refused:no");
  EXPECT_EQ(tasks_.find({samples::uuid(103)})->what.target, "failed:unavailable");
  EXPECT_EQ(tasks_.find({samples::uuid(104)})->what.target, "failed:internal");
  EXPECT_EQ(tasks_.waiting(TaskKind::kWebhook).value(), 4U) << "each once, though two needed two attempts";
}

TEST_F(TaskWorkersTest, GiveATaskBackWhereWhatFollowsCannotBeMade) {
  handler_.answer = [](const Task&, const Patience&) { return Attempt{}; };
  std::atomic<int> asked = 0;
  handler_.after = [&](const Task&, const Attempt&) -> std::vector<NewTask> {
    if (++asked == 1) throw std::runtime_error("no memory");
    return {};
  };
  add(1);
  const auto workers = start();
  EXPECT_EQ(await_state(1, TaskState::kDone).attempts, 1U);
  EXPECT_EQ(asked, 2);
}

TEST_F(TaskWorkersTest, DoNotHoldAgainstATaskWhatSaysNothingAboutIt) {
  handler_.answer = [&](const Task&, const Patience&) {
    if (handler_.attempts < 20) return Attempt{.state = TaskState::kWaiting, .outcome = "overloaded", .counts = false};
    return Attempt{};
  };
  add(1);
  const auto workers = start({.retry = {.attempts_max = 2, .first_delay = std::chrono::milliseconds{0}}});
  EXPECT_EQ(await_state(1, TaskState::kDone).attempts, 1U);
}

TEST_F(TaskWorkersTest, TakeWhatIsThrownForAFailedAttempt) {
  handler_.answer = [&](const Task&, const Patience&) -> Attempt {
    if (handler_.attempts == 1) throw std::runtime_error("no memory");
    return {};
  };
  add(1);
  const auto workers = start({.retry = {.first_delay = std::chrono::milliseconds{0}}});
  EXPECT_EQ(await_state(1, TaskState::kDone).attempts, 2U);
}

TEST_F(TaskWorkersTest, GoOnWhenTheStoreIsBack) {
  handler_.answer = [](const Task&, const Patience&) { return Attempt{}; };
  add(1);
  tasks_.set_down(true);
  const auto workers = start();
  for (bool told = false; !told;) {
    const std::scoped_lock lock(mutex_);
    told = !reports_.empty();
  }
  tasks_.set_down(false);
  await_state(1, TaskState::kDone);
}

TEST_F(TaskWorkersTest, GoOnThoughNobodyCanBeTold) {
  handler_.answer = [&](const Task&, const Patience&) -> Attempt {
    if (handler_.attempts == 1) throw std::runtime_error("no memory");
    return {};
  };
  log_fails_ = true;
  add(1);
  tasks_.set_down(true);
  const auto workers = start({.retry = {.first_delay = std::chrono::milliseconds{0}}});
  for (bool told = false; !told;) {
    const std::scoped_lock lock(mutex_);
    told = !reports_.empty();
  }
  tasks_.set_down(false);
  EXPECT_EQ(await_state(1, TaskState::kDone).attempts, 2U);
  add(2);
  await_state(2, TaskState::kDone);
}

TEST_F(TaskWorkersTest, WakeNoMoreThanThereIsWorkFor) {
  handler_.answer = [](const Task&, const Patience&) { return Attempt{}; };
  constexpr std::size_t kThreads = 16;
  constexpr std::size_t kTasks = 50;
  const auto workers = start({.threads = kThreads, .look_again = std::chrono::hours{1}});
  while (tasks_.times_claimed() < kThreads) std::this_thread::yield();  // Each has found nothing.
  for (std::uint64_t number = 1; number <= kTasks; ++number) {
    add(number);
    workers->wake();
    await_state(number, TaskState::kDone);
  }
  // One who comes for the task, one whom that one wakes, and each who is still awake once more.
  EXPECT_LT(tasks_.times_claimed(), kThreads + (10 * kTasks));
}

TEST_F(TaskWorkersTest, MissNoTaskWhoeverAddsThem) {
  handler_.answer = [&](const Task& task, const Patience&) {
    Attempt done;
    // Each is followed by another, and that by none.
    if (const auto number = std::stoull(task.what.once_key); number < 1000) done.following = {sample(1000 + number)};
    return done;
  };
  const auto workers = start({.threads = 3, .look_again = std::chrono::hours{1}});
  std::vector<std::jthread> adding;
  for (std::uint64_t thread = 0; thread < 4; ++thread)
    adding.emplace_back([&, thread] {
      for (std::uint64_t i = 1; i <= 50; ++i) {
        add(100 * thread + i);
        workers->wake();
      }
    });
  for (std::uint64_t thread = 0; thread < 4; ++thread)
    for (std::uint64_t i = 1; i <= 50; ++i) await_state(1000 + 100 * thread + i, TaskState::kDone);
}

TEST_F(TaskWorkersTest, LeaveATaskAsItWasWhereTheServiceStops) {
  std::atomic<bool> begun = false;
  handler_.answer = [&](const Task&, const Patience& patience) {
    begun = true;
    while (!patience.is_over()) std::this_thread::yield();
    return Attempt{.state = TaskState::kWaiting, .outcome = "client_gone", .counts = false};
  };
  add(1);
  auto workers = start();
  while (!begun) std::this_thread::yield();
  workers.reset();
  const Task task = tasks_.find({samples::uuid(1)}).value();
  EXPECT_EQ(task.state, TaskState::kWaiting);
  EXPECT_EQ(task.attempts, 0U);
  EXPECT_EQ(tasks_.claim(TaskKind::kIntake, clock_.now(), 1)->size(), 1U) << "still claimed";
}

}  // namespace
}  // namespace mien::app
