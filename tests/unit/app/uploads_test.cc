#include "app/intake/uploads.h"

#include <gtest/gtest.h>

#include <chrono>
#include <span>
#include <stop_token>

#include "contract/store_samples.h"
#include "fakes/fake_clock.h"
#include "fakes/memory_tasks.h"

namespace mien::app {
namespace {

class UploadsTest : public testing::Test {
 protected:
  static TaskId id(std::uint64_t number) { return {samples::uuid(number)}; }
  void add(std::uint64_t number) {
    const NewTask task{.id = id(number),
                       .kind = TaskKind::kIntake,
                       .target = "t",
                       .once_key = std::to_string(number),
                       .bucket = "b",
                       .key = std::to_string(number),
                       .created = clock_.now()};
    ASSERT_TRUE(tasks_.add(std::span(&task, 1)));
  }
  void settle(std::uint64_t number) {
    ASSERT_TRUE(tasks_.advance({.id = id(number), .state = TaskState::kDone, .now = clock_.now()}, {}));
  }

  fakes::FakeClock clock_;
  fakes::MemoryTasks tasks_;
  TaskNotices notices_;
  static constexpr std::chrono::seconds kLong = limits::kUploadWaitMax;
};

TEST_F(UploadsTest, LetsSoManyWaitAndTellsOthersAtOnce) {
  add(1);
  // Whoever waits sees at once that the client has gone.
  std::stop_source gone;
  gone.request_stop();
  const Patience none(gone.get_token(), Patience::TimePoint::max());
  const FindUpload one(tasks_, notices_, 1);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(one.by_id(id(1), kLong, none).error().code, ErrorCode::kAbandoned) << "it gives its place back";
  const FindUpload nobody(tasks_, notices_, 0);
  EXPECT_EQ(nobody.by_id(id(1), kLong, none)->state, TaskState::kWaiting);
  EXPECT_EQ(nobody.by_object("t", "b", "1", kLong, none)->state, TaskState::kWaiting);
  settle(1);
  EXPECT_EQ(one.by_id(id(1), kLong, none)->state, TaskState::kDone);
}

}  // namespace
}  // namespace mien::app
