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

REGISTER_TYPED_TEST_SUITE_P(StoreAuditContract, ListsEventsNewestFirst, FiltersEventsAndKeepsEveryField,
                            AppendsAnEventOnceWhereThatIsAsked);

}  // namespace mien
