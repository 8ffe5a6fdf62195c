#pragma once

#include <string>
#include <utility>
#include <vector>

#include "contract/store_contract.h"
#include "ports/traces.h"

namespace mien {

/// What every adapter of ports/traces.h must do; takes part like the suites of StoreContract, with traces() too.
template <class Store>
class StoreTracesContract : public StoreContract<Store> {
 protected:
  void SetUp() override {
    this->create("people");
    this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
    this->register_person("bob", 2, {samples::face_with_photo(3)});
  }
  static Trace object(std::string key, std::uint64_t sequence = 1) {
    return {.container = "photos", .key = std::move(key), .sequence = sequence};
  }
  TraceOwner owner(std::string_view person, std::optional<std::uint64_t> face = std::nullopt) {
    TraceOwner out{.collection = this->people_, .person = samples::person_id(person)};
    if (face) out.face = samples::face_id(*face);
    return out;
  }
  void note(const Trace& trace, const TraceOwner& owner) { ASSERT_TRUE(this->store_.traces().note(trace, owner)); }
  std::vector<Trace> lost(std::size_t page = 100) {
    std::vector<Trace> out;
    std::uint64_t last = 0;
    for (;;) {
      const auto found = this->store_.traces().lost(last, page);
      EXPECT_TRUE(found);
      if (!found || found->empty()) return out;
      for (const TraceStore::Lost& one : *found) {
        EXPECT_GT(one.id, last);
        last = one.id;
        out.push_back(one.trace);
      }
    }
  }
  void remove_face(std::uint64_t number) {
    const std::vector ids{samples::face_id(1), samples::face_id(2)};
    ASSERT_TRUE(this->store_.people().edit_faces(this->people_, samples::person_id("ada"),
                                                 this->edit(ids, {}, {samples::face_id(number)})));
  }
  void remove_person(std::string_view id) {
    ASSERT_TRUE(this->store_.people().remove(this->people_, samples::person_id(id), samples::event("x")));
  }
};
TYPED_TEST_SUITE_P(StoreTracesContract);

TYPED_TEST_P(StoreTracesContract, LosesThemWithThePersonOrTheFace) {
  this->note(this->object("of face 1"), this->owner("ada", 1));
  this->note(this->object("of face 2"), this->owner("ada", 2));
  this->note(this->object("of ada"), this->owner("ada"));
  this->note(this->object("of bob"), this->owner("bob", 3));
  EXPECT_TRUE(this->lost().empty());
  this->remove_face(1);
  EXPECT_EQ(this->lost(), (std::vector{this->object("of face 1")}));
  this->remove_person("ada");
  const std::vector all{this->object("of face 1"), this->object("of face 2"), this->object("of ada")};
  EXPECT_EQ(this->lost(), all);
  EXPECT_EQ(this->lost(1), all) << "page by page";
  this->register_person("ada", 4, {samples::face_with_photo(1)});
  EXPECT_EQ(this->lost(), all) << "another person of that id";
}

TYPED_TEST_P(StoreTracesContract, LosesThemWithTheCollection) {
  this->note(this->object("of ada"), this->owner("ada"));
  this->note(this->object("of bob"), this->owner("bob", 3));
  ASSERT_TRUE(this->store_.collections().remove(this->people_, {}));
  EXPECT_EQ(this->lost(), (std::vector{this->object("of ada"), this->object("of bob")}));
}

TYPED_TEST_P(StoreTracesContract, LosesAtOnceWhatIsNotedOfSomebodyWhoHasGone) {
  this->note(this->object("of eve"), this->owner("eve"));
  this->note(this->object("of bob's face that is ada's"), this->owner("bob", 1));
  TraceOwner elsewhere = this->owner("ada");
  elsewhere.collection = this->nowhere_;
  this->note(this->object("elsewhere"), elsewhere);
  EXPECT_EQ(this->lost().size(), 3U);
}

TYPED_TEST_P(StoreTracesContract, NotesAPlaceOnce) {
  this->note(this->object("a", 1), this->owner("ada"));
  this->note(this->object("a", 2), this->owner("bob"));
  Trace item = this->object("a");
  item.kind = Trace::Kind::kItem;
  this->note(item, this->owner("ada"));
  Trace sourced = this->object("a", 5);
  sourced.source = "other";
  this->note(sourced, this->owner("ada"));
  this->remove_person("ada");
  EXPECT_EQ(this->lost(), (std::vector{item, sourced}));
  this->remove_person("bob");
  EXPECT_EQ(this->lost(), (std::vector{this->object("a", 2), item, sourced}));
}

TYPED_TEST_P(StoreTracesContract, ForgetsOneAndNotWhatIsNotedOfItsPlaceLater) {
  this->note(this->object("a"), this->owner("ada"));
  this->note(this->object("b"), this->owner("ada"));
  this->remove_person("ada");
  const auto first = this->store_.traces().lost(0, 1).value().front();
  EXPECT_EQ(first.trace, this->object("a"));
  this->note(this->object("a", 7), this->owner("bob"));
  ASSERT_TRUE(this->store_.traces().forget(first.id));
  ASSERT_TRUE(this->store_.traces().forget(first.id));
  EXPECT_EQ(this->lost(), (std::vector{this->object("b")}));
  this->remove_person("bob");
  EXPECT_EQ(this->lost(), (std::vector{this->object("b"), this->object("a", 7)}));
}

REGISTER_TYPED_TEST_SUITE_P(StoreTracesContract, LosesThemWithThePersonOrTheFace, LosesThemWithTheCollection,
                            LosesAtOnceWhatIsNotedOfSomebodyWhoHasGone, NotesAPlaceOnce,
                            ForgetsOneAndNotWhatIsNotedOfItsPlaceLater);

}  // namespace mien
