#pragma once

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "contract/store_history.h"

/// Random histories: whatever happens to a store, replaying its changes gives its gallery. Takes part like
/// the suites of StoreContract.
namespace mien {

template <class Store>
class StoreHistoryContract : public testing::Test {};
TYPED_TEST_SUITE_P(StoreHistoryContract);

TYPED_TEST_P(StoreHistoryContract, ReplayFromAnywhereGivesTheGallery) {
  constexpr std::uint64_t kHistories = 8;
  constexpr int kSteps = 120;
  for (std::uint64_t seed = 1; seed <= kHistories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    TypeParam store;
    const history::Ports ports = history::ports_of(store);
    history::Maker maker(seed);
    history::Model model;
    // What followers held that stopped listening at some point.
    std::vector<std::pair<ChangeNumber, samples::Gallery>> followers;
    samples::Gallery followed;
    ChangeNumber last = 0;
    for (int step = 0; step < kSteps; ++step) {
      history::Step next = maker.next(model);
      SCOPED_TRACE("step " + std::to_string(step) + ": " + next.what);
      const auto ran = next.run(ports);
      ASSERT_TRUE(ran) << ran.error().message << ran.error().detail;
      model = std::move(next.after);
      const auto covered = samples::follow(ports.changes, last, followed);
      ASSERT_TRUE(covered) << covered.error().message;
      ASSERT_GE(*covered, last);
      last = *covered;
      ASSERT_EQ(samples::tidy(followed), history::gallery_of(model));
      if (step % 12 == 0) followers.emplace_back(last, followed);
    }
    ASSERT_EQ(history::difference(ports, model), "");
    for (auto& [since, gallery] : followers) {
      SCOPED_TRACE("follower since " + std::to_string(since));
      ASSERT_TRUE(samples::follow(ports.changes, since, gallery));
      ASSERT_EQ(samples::tidy(gallery), history::gallery_of(model));
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(StoreHistoryContract, ReplayFromAnywhereGivesTheGallery);

}  // namespace mien
