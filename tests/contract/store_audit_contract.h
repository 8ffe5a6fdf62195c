#pragma once

#include <string>
#include <vector>

#include "contract/store_contract.h"

namespace mien {

/// What every adapter's AuditLog must do.
template <class Store>
class StoreAuditContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StoreAuditContract);

TYPED_TEST_P(StoreAuditContract, ListsEventsNewestFirst) {
  for (const auto& [action, at_ms] :
       std::vector<std::pair<std::string, std::int64_t>>{{"a", 10}, {"b", 30}, {"c", 20}, {"d", 30}, {"e", 5}})
    ASSERT_TRUE(this->store_.audit().append(samples::event(action, at_ms)));
  std::string order;
  PageRequest page{.after = "", .limit = 2};
  do {
    const auto found = this->store_.audit().list({}, page);
    ASSERT_TRUE(found);
    for (const AuditEvent& event : found->items) order += event.action;
    page.after = found->next;
    ASSERT_TRUE(this->store_.audit().append(samples::event("later", 40))) << "what comes later is on an earlier page";
  } while (!page.after.empty());
  EXPECT_EQ(order, "dbcae");
}

TYPED_TEST_P(StoreAuditContract, FiltersEventsAndKeepsEveryField) {
  AuditEvent event = samples::event("verify", 50);
  event.subject = "ada";
  event.similarity = 97.1F;
  ASSERT_TRUE(this->store_.audit().append(event));
  AuditEvent other = samples::event("verify", 60);
  other.collection = "others";
  other.subject = "ada";
  ASSERT_TRUE(this->store_.audit().append(other));
  ASSERT_TRUE(this->store_.audit().append(samples::event("IndexFaces", 70)));
  EXPECT_EQ(this->actions({.collection = "people"}), (std::vector<std::string>{"IndexFaces", "verify"}));
  EXPECT_EQ(this->actions({.subject = "ada"}).size(), 2U);
  EXPECT_EQ(this->actions({.subject = ""}), (std::vector<std::string>{"IndexFaces"}));
  EXPECT_EQ(this->actions({.collection = "none"}).size(), 0U);
  const auto found = this->store_.audit().list({.collection = "people", .subject = "ada"}, {});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->items.size(), 1U);
  const AuditEvent& kept = found->items.front();
  EXPECT_EQ(kept.id, event.id);
  EXPECT_EQ(kept.at, event.at);
  EXPECT_EQ(kept.actor, event.actor);
  EXPECT_EQ(kept.outcome, event.outcome);
  EXPECT_EQ(kept.similarity, event.similarity);
}

TYPED_TEST_P(StoreAuditContract, AppendsAnEventOnceWhereThatIsAsked) {
  AuditEvent event = samples::event("verify", 50);
  event.id = {samples::uuid(501)};
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(this->store_.audit().append_once(event));
  event.id = {samples::uuid(502)};
  ASSERT_TRUE(this->store_.audit().append_once(event));
  EXPECT_EQ(this->actions({}).size(), 2U);
}

TYPED_TEST_P(StoreAuditContract, FiltersByActionOutcomeAndTime) {
  for (std::int64_t i = 0; i < 12; ++i) {
    AuditEvent event = samples::event(i % 2 == 0 ? "verify" : "IndexFaces", 100 * (i + 1));
    event.outcome = i % 3 == 0 ? "match" : "ok";
    ASSERT_TRUE(this->store_.audit().append(event));
  }
  EXPECT_EQ(this->actions({.actions = {"verify"}}).size(), 6U);
  EXPECT_EQ(this->actions({.outcomes = {"match"}}).size(), 4U);
  EXPECT_EQ(this->actions({.actions = {"verify"}, .outcomes = {"match", "none"}}).size(), 2U);
  EXPECT_EQ(this->actions({.outcomes = {"match", "ok"}}).size(), 12U);
  EXPECT_EQ(this->actions({.from = samples::at(300)}).size(), 10U);
  EXPECT_EQ(this->actions({.to = samples::at(300)}).size(), 2U);
  EXPECT_EQ(this->actions({.from = samples::at(300), .to = samples::at(301)}).size(), 1U);
  // Page by page, and a token is good for its own listing only.
  PageRequest page{.after = "", .limit = 1};
  std::size_t found = 0;
  do {
    const auto events = this->store_.audit().list({.outcomes = {"match"}, .from = samples::at(200)}, page);
    ASSERT_TRUE(events) << events.error().message;
    found += events->items.size();
    page.after = events->next;
    if (!page.after.empty()) {
      EXPECT_EQ(code_of(this->store_.audit().list({.outcomes = {"ok"}}, page)), ErrorCode::kInvalidPageToken);
    }
  } while (!page.after.empty());
  EXPECT_EQ(found, 3U);
}

TYPED_TEST_P(StoreAuditContract, CountsEventsByTheHour) {
  constexpr std::int64_t kHourMs = 3'600'000;
  for (const std::int64_t at : {kHourMs, kHourMs + 1, 2 * kHourMs - 1, 2 * kHourMs, 5 * kHourMs})
    ASSERT_TRUE(this->store_.audit().append(samples::event("verify", at)));
  AuditEvent other = samples::event("verify", kHourMs);
  other.collection = "others";
  ASSERT_TRUE(this->store_.audit().append(other));
  const auto hour = [](std::int64_t number) { return samples::at(number * kHourMs); };
  const auto outcome = other.outcome;
  const auto count = [&](AuditLog::CountFilter filter) { return *this->store_.audit().count(filter); };
  using Counts = std::vector<AuditLog::Count>;
  EXPECT_EQ(count({.from = hour(1), .to = hour(3)}),
            (Counts{{hour(1), "verify", outcome, 4}, {hour(2), "verify", outcome, 1}}));
  EXPECT_EQ(count({.collection = "others", .from = hour(0), .to = hour(9)}), (Counts{{hour(1), "verify", outcome, 1}}));
  EXPECT_EQ(count({.from = samples::at(kHourMs + 5), .to = samples::at(kHourMs + 6)}),
            (Counts{{hour(1), "verify", outcome, 4}}))
      << "hours count whole";
  EXPECT_TRUE(count({.from = hour(3), .to = hour(5)}).empty());
}

REGISTER_TYPED_TEST_SUITE_P(StoreAuditContract, ListsEventsNewestFirst, FiltersEventsAndKeepsEveryField,
                            AppendsAnEventOnceWhereThatIsAsked, FiltersByActionOutcomeAndTime, CountsEventsByTheHour);

}  // namespace mien
