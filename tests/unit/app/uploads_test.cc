#include "app/intake/uploads.h"

#include <gtest/gtest.h>

#include <chrono>
#include <span>
#include <stop_token>
#include <thread>

#include "contract/store_samples.h"
#include "fakes/fake_clock.h"
#include "fakes/memory_tasks.h"
#include "support/code_of.h"

namespace mien::app {
namespace {

class UploadsTest : public testing::Test {
 protected:
  static TaskId id(std::uint64_t number) { return {samples::uuid(number)}; }
  void add(std::uint64_t number, NewTask::Begin begin = NewTask::Begin::kWaiting) {
    const NewTask task{.id = id(number),
                       .kind = TaskKind::kIntake,
                       .target = "t",
                       .once_key = std::to_string(number),
                       .bucket = "b",
                       .key = std::to_string(number),
                       .created = clock_.now(),
                       .begin = begin};
    ASSERT_TRUE(tasks_.add(std::span(&task, 1)));
  }
  void add_of_object(std::uint64_t number, std::string once_key) {
    const NewTask task{.id = id(number),
                       .kind = TaskKind::kIntake,
                       .target = "t",
                       .once_key = std::move(once_key),
                       .bucket = "b",
                       .key = "k",
                       .created = clock_.now()};
    ASSERT_TRUE(tasks_.add(std::span(&task, 1)));
  }
  void settle(std::uint64_t number, TaskState state = TaskState::kDone, std::optional<std::string> result = {}) {
    ASSERT_TRUE(
        tasks_.advance({.id = id(number), .state = state, .now = clock_.now(), .result = std::move(result)}, {}));
  }

  /// Whoever waits sees at once that the client has gone.
  static Patience of_one_who_left() {
    std::stop_source gone;
    gone.request_stop();
    return {gone.get_token(), Patience::TimePoint::max()};
  }

  fakes::FakeClock clock_;
  fakes::MemoryTasks tasks_;
  TaskNotices notices_;
  static constexpr std::chrono::seconds kLong = limits::kUploadWaitMax;
};

TEST_F(UploadsTest, LetsSoManyWaitAndTellsOthersAtOnce) {
  add(1);
  const FindUpload one(tasks_, notices_, 1);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(one.by_id(id(1), kLong, of_one_who_left()).error().code, ErrorCode::kAbandoned)
        << "it gives its place back";
  const FindUpload nobody(tasks_, notices_, 0);
  EXPECT_EQ(nobody.by_id(id(1), kLong, of_one_who_left())->state, TaskState::kWaiting);
  EXPECT_EQ(nobody.by_object("t", "b", "1", kLong, of_one_who_left())->state, TaskState::kWaiting);
  settle(1);
  EXPECT_EQ(one.by_id(id(1), kLong, of_one_who_left())->state, TaskState::kDone);
}

TEST_F(UploadsTest, WaitsForWhatIsAnnouncedWithHalfOfThoseThatMay) {
  add(1, NewTask::Begin::kOpen);
  const FindUpload two(tasks_, notices_, 2);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(two.by_id(id(1), kLong, of_one_who_left()).error().code, ErrorCode::kAbandoned)
        << "it gives its place back";
  const FindUpload one(tasks_, notices_, 1);
  EXPECT_EQ(one.by_id(id(1), kLong, of_one_who_left())->state, TaskState::kOpen);
}

TEST_F(UploadsTest, AreTriedAgainWhereTheirPictureMayStillBeThere) {
  const RetryUpload retry(tasks_, clock_);
  EXPECT_EQ(code_of(retry.run(id(1))), ErrorCode::kNotFound);
  add(1);
  EXPECT_EQ(code_of(retry.run(id(1))), ErrorCode::kNotRetryable) << "it waits";
  settle(1, TaskState::kRefused);
  EXPECT_TRUE(retry.run(id(1)));
  settle(1, TaskState::kRefused, "refused=no_face");
  EXPECT_EQ(code_of(retry.run(id(1))), ErrorCode::kNotRetryable) << "the picture went with the refusal";
  settle(1, TaskState::kFailed, "decision=match");
  EXPECT_TRUE(retry.run(id(1)));
}

TEST_F(UploadsTest, LooksAgainOnlyWhereTheUploadItselfHasGotOn) {
  add(1);
  add(2);
  const FindUpload find(tasks_, notices_, 1);
  std::jthread waiting([&] { EXPECT_EQ(find.by_id(id(1), kLong, {})->state, TaskState::kDone); });
  while (notices_.waiters() == 0) std::this_thread::yield();
  // It has looked, has registered, and looks for the last time.
  while (tasks_.times_found() < 2) std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) notices_.tell(id(2));
  settle(1);
  notices_.tell(id(1));
  waiting.join();
  EXPECT_EQ(tasks_.times_found(), 3U);
  EXPECT_EQ(notices_.waiters(), 0U);
}

TEST_F(UploadsTest, MissesNothingThatHappensBetweenLookingAndWaiting) {
  for (std::uint64_t number = 1; number <= 200; ++number) {
    add(number);
    const FindUpload find(tasks_, notices_);
    std::jthread settling([&] {
      settle(number);
      notices_.tell(id(number));
    });
    EXPECT_EQ(find.by_id(id(number), kLong, {})->state, TaskState::kDone);
  }
}

TEST_F(UploadsTest, FollowsAnObjectToItsLastUpload) {
  add_of_object(1, "b/1");
  const FindUpload find(tasks_, notices_);
  std::jthread waiting([&] {
    const Task last = find.by_object("t", "b", "k", kLong, {}).value();
    EXPECT_EQ(last.what.id, id(2));
    EXPECT_EQ(last.state, TaskState::kDone);
  });
  while (notices_.waiters() == 0) std::this_thread::yield();
  add_of_object(2, "b/2");
  settle(1);
  notices_.tell(id(1));
  settle(2);
  notices_.tell(id(2));
}

TEST_F(UploadsTest, FindsOneUploadOfAnObjectHoweverManyCameSince) {
  for (std::uint64_t number = 1; number <= 40; ++number) add_of_object(number, once_key_of("b", number));
  const FindUpload find(tasks_, notices_);
  for (const std::uint64_t number : {1U, 20U, 40U})
    EXPECT_EQ(find.by_sequence("t", "b", "k", number, {}, {})->what.id, id(number));
  EXPECT_EQ(find.by_sequence("t", "b", "k", 41, {}, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(find.by_sequence("t", "b", "other", 1, {}, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(find.by_sequence("other", "b", "k", 1, {}, {}).error().code, ErrorCode::kNotFound);
  tasks_.set_down(true);
  EXPECT_EQ(find.by_sequence("t", "b", "k", 1, {}, {}).error().code, ErrorCode::kUnavailable);
}

TEST_F(UploadsTest, WaitsForTheVeryUploadAndNotForALaterOne) {
  add_of_object(1, once_key_of("b", 1));
  const FindUpload find(tasks_, notices_);
  std::jthread waiting([&] {
    const auto own = find.by_sequence("t", "b", "k", 1, kLong, {});
    ASSERT_TRUE(own);
    EXPECT_EQ(own->what.id, id(1));
    EXPECT_EQ(own->state, TaskState::kDone);
  });
  while (notices_.waiters() == 0) std::this_thread::yield();
  add_of_object(2, once_key_of("b", 2));
  settle(2);
  notices_.tell(id(2));
  settle(1);
  notices_.tell(id(1));
}

}  // namespace
}  // namespace mien::app
