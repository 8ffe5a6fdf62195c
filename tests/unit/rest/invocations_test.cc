#include <gtest/gtest.h>

#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

class RestInvocationsTest : public ::testing::Test {
 protected:
  RestInvocationsTest() {
    add(1, TaskKind::kFunction, "resize", TaskState::kFailed);
    add(2, TaskKind::kFunction, "greet", TaskState::kWaiting);
    add(3, TaskKind::kWebhook, "door", TaskState::kFailed);
  }
  void add(std::uint64_t number, TaskKind kind, std::string target, TaskState state) {
    const NewTask task{.id = id(number),
                       .kind = kind,
                       .target = std::move(target),
                       .once_key = std::to_string(number),
                       .bucket = "photos",
                       .key = "index/a.jpg",
                       .payload = R"({"secret":"event"})"};
    ASSERT_TRUE(world_.tasks.add(std::span(&task, 1)));
    if (state == TaskState::kWaiting) return;
    ASSERT_TRUE(world_.tasks.advance(
        {.id = task.id, .state = state, .outcome = "function_error", .reason = "The handler raised."}, {}));
  }
  static TaskId id(std::uint64_t number) {
    Uuid uuid{};
    uuid.bytes.back() = static_cast<std::uint8_t>(number);
    return {uuid};
  }
  HttpResponse get(const std::string& query) {
    return world_.send(World::request("GET", "/v1/functions/invocations" + query));
  }
  HttpResponse retry(const std::string& which) {
    return world_.send(World::request("POST", "/v1/functions/invocations/" + which + "/retry"));
  }

  World world_;
};

TEST_F(RestInvocationsTest, ListThoseOfFunctionsAndNotWhatTheEventsSay) {
  const HttpResponse all = get("");
  EXPECT_EQ(all.status, 200);
  EXPECT_TRUE(all.body.contains(R"("function":"greet")"));
  EXPECT_FALSE(all.body.contains("door"));
  EXPECT_FALSE(all.body.contains("secret"));
  const HttpResponse failed = get("?state=failed&function=resize");
  EXPECT_TRUE(failed.body.contains(R"("outcome":"function_error","reason":"The handler raised.")")) << failed.body;
  EXPECT_TRUE(failed.body.contains(R"("bucket":"photos","key":"index/a.jpg")"));
  EXPECT_FALSE(failed.body.contains("greet"));
  expect_problem(get("?state=odd"), 400, "invalid_argument", "state must be");
  expect_problem(get("?webhook=door"), 400, "invalid_argument", "webhook");
}

TEST_F(RestInvocationsTest, GiveAnEventAgain) {
  const int wakes = world_.wakes;
  const HttpResponse again = retry(id(1).text());
  EXPECT_EQ(again.status, 202);
  EXPECT_TRUE(again.body.contains(R"("state":"waiting")")) << again.body;
  EXPECT_EQ(world_.wakes, wakes + 1);
  expect_problem(retry(id(1).text()), 409, "not_retryable");
  expect_problem(retry(id(3).text()), 404, "not_found", "no such invocation");
  expect_problem(retry("odd"), 404, "not_found");
}

}  // namespace
}  // namespace mien::api::rest
