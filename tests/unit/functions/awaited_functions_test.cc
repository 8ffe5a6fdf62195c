#include "app/functions/awaited_functions.h"

#include <gtest/gtest.h>

#include "fakes/fake_functions.h"
#include "support/code_of.h"

namespace mien::app {
namespace {

TEST(AwaitedFunctions, LetsSoManyWaitForOneAndForAll) {
  fakes::FakeRunner runner;
  AwaitedFunctions awaited(runner, {.each_max = 1, .all_max = 2});
  const auto call = [&](std::string_view function) {
    return code_of(awaited.invoke({.function = function, .request_id = "r", .event_json = "{}"}));
  };
  std::vector<ErrorCode> codes;
  runner.answer = [&](const FunctionRunner::Invocation& outer) -> Result<FunctionOutcome> {
    if (outer.function == "a") {
      codes.push_back(call("a"));
      codes.push_back(call("b"));
    } else if (outer.function == "b") {
      codes.push_back(call("c"));
    }
    return FunctionOutcome{.payload_json = "{}"};
  };
  ASSERT_TRUE(awaited.invoke({.function = "a", .request_id = "r", .event_json = "{}"}));
  EXPECT_EQ(codes, (std::vector{ErrorCode::kOverloaded, ErrorCode::kOverloaded, ErrorCode::kInternal}))
      << "a again; c beside a and b; and b itself was answered";
  EXPECT_TRUE(awaited.invoke({.function = "c", .request_id = "r", .event_json = "{}"})) << "places are given back";
}

}  // namespace
}  // namespace mien::app
