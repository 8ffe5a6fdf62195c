#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "api/json/parse.h"
#include "fault/real_service.h"

/// Clocks are set by hand and by others: an hour back, a year ahead. Order and searches do not hang on them.
namespace mien {
namespace {

using fault::RestWorld;
using namespace std::chrono_literals;

constexpr std::chrono::hours kYear{24 * 365};

class ClockFaultTest : public fault::RealServiceTest {
 protected:
  static HttpRequest registration(const std::string& id, const std::string& image) {
    return RestWorld::form("/v1/people", {{"id", id}, {"name", "Somebody"}, {"image", image}});
  }
  int status_of(const HttpRequest& request) { return router_.handle(request).status; }
};

TEST_F(ClockFaultTest, AKeyedRequestHappensOnceThoughTheClockGoesBack) {
  const HttpRequest request = RestWorld::keyed(registration("ann", "ann"), "once");
  const HttpResponse first = router_.handle(request);
  ASSERT_EQ(first.status, 201) << first.body;
  for (const auto back : {1h, kYear}) {
    base_.clock.advance(-back);
    const HttpResponse again = router_.handle(request);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_TRUE(store_->idempotency().purge(base_.clock.now() - limits::kIdempotencyLifetime));
  }
}

TEST_F(ClockFaultTest, AYearAheadAKeyIsForgottenAndNothingIsRegisteredTwice) {
  const HttpRequest request = RestWorld::keyed(registration("ann", "ann"), "once");
  ASSERT_EQ(status_of(request), 201);
  base_.clock.advance(kYear);
  EXPECT_EQ(status_of(request), 409);
  EXPECT_EQ(status_of(RestWorld::keyed(registration("bob", "bob"), "once")), 201) << "the key is free again";
  ASSERT_NO_FATAL_FAILURE(check_state());
}

TEST_F(ClockFaultTest, SignaturesAreJudgedByTheClockAsItIs) {
  const HttpRequest before = base_.request("ListCollections", "{}");
  for (const auto jump : {std::chrono::hours(kYear), std::chrono::hours(-1)}) {
    base_.clock.advance(jump);
    EXPECT_EQ(status_of(before), 400) << "signed at another time";
    EXPECT_EQ(status_of(base_.request("ListCollections", "{}")), 200);
  }
}

TEST_F(ClockFaultTest, WhatIsWrittenAfterAJumpIsFoundAtOnceAndEveryEventIsListedOnce) {
  ASSERT_EQ(status_of(registration("ann", "ann")), 201);
  base_.clock.advance(-1h);
  ASSERT_EQ(status_of(registration("bob", "bob")), 201);
  const HttpResponse found = router_.handle(RestWorld::form("/v1/verify", {{"image", "bob"}}));
  EXPECT_NE(found.body.find("\"match\""), std::string::npos) << found.body;
  base_.clock.advance(kYear);
  ASSERT_EQ(status_of(RestWorld::request("DELETE", "/v1/people/ann")), 204);
  ASSERT_NO_FATAL_FAILURE(check_state());

  std::set<std::string> events;
  std::string token;
  int pages = 0;
  do {
    const auto answer = router_.handle(
        RestWorld::request("GET", "/v1/events?page_size=1" + (token.empty() ? token : "&page_token=" + token)));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto body = api::parse_json(answer.body).value();
    for (const auto& event : body.at("events").as_array()) events.emplace(event.at("id").as_string());
    const auto* next = body.as_object().if_contains("next_page_token");
    token = next != nullptr && next->is_string() ? std::string(next->as_string()) : "";
    ASSERT_LT(++pages, 10);
  } while (!token.empty());
  EXPECT_EQ(events.size(), 4U);
}

}  // namespace
}  // namespace mien
