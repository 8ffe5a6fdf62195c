#include "api/rest/problem.h"

#include <set>

#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

TEST(Problem, EveryErrorHasItsGoldenForm) {
  std::string all;
  std::set<std::string_view> codes;
  for (auto code = ErrorCode::kInvalidArgument; code <= ErrorCode::kInternal;
       code = static_cast<ErrorCode>(static_cast<int>(code) + 1)) {
    const Problem problem(Error{code, "What is wrong.", "only for the log", "ann"});
    EXPECT_EQ(problem.log_detail, "only for the log");
    const auto response = to_response(problem, World::kRequestId);
    EXPECT_EQ(response.body.find("only for the log"), std::string::npos);
    EXPECT_EQ(header_of(response, "Retry-After").empty(), problem.kind.retry_after_s == 0);
    all += response.body + "\n";
    codes.insert(problem.kind.code);
  }
  for (auto fault = HttpFault::kUnauthenticated; fault <= HttpFault::kUnavailable;
       fault = static_cast<HttpFault>(static_cast<int>(fault) + 1))
    all += to_response(Problem(fault, "What is wrong."), World::kRequestId).body + "\n";
  // kIncompatible and kInternal are one to a caller; every other code is its own.
  EXPECT_EQ(codes.size(), static_cast<std::size_t>(ErrorCode::kInternal));
  expect_golden("rest/problems.txt", all);
}

TEST(Problem, TellsWhenToComeAgainAndHowToLogIn) {
  EXPECT_EQ(header_of(to_response(Problem(Error{ErrorCode::kOverloaded, "x"}), ""), "Retry-After"), "1");
  EXPECT_EQ(to_response(Problem(Error{ErrorCode::kOverloaded, "x"}), "").status, 429);
  EXPECT_EQ(header_of(to_response(Problem(Error{ErrorCode::kUnavailable, "x"}), ""), "Retry-After"), "1");
  const auto unauthenticated = to_response(Problem(HttpFault::kUnauthenticated, "x"), "");
  EXPECT_EQ(unauthenticated.status, 401);
  EXPECT_TRUE(header_of(unauthenticated, "WWW-Authenticate").starts_with("Basic realm=\"mien\""));
}

TEST(Problem, KeepsHostileTextInsideItsString) {
  const auto response = to_response(Problem(HttpFault::kMalformedRequest, "\"\n\xff\0x"), World::kRequestId);
  EXPECT_NE(response.body.find(R"("detail":"\"\n)"), std::string::npos) << response.body;
}

}  // namespace
}  // namespace mien::api::rest
