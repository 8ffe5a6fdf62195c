#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "contract/store_contract.h"

namespace mien {

/// What every adapter's CheckpointMarks must do; takes part like the suites of StoreContract, with checkpoints() too.
template <class Store>
class StoreCheckpointsContract : public StoreContract<Store> {
 protected:
  CheckpointMark mark(std::uint64_t token, ChangeNumber change) { return {samples::uuid(token), change}; }
  std::optional<CheckpointMark> found() {
    const auto mark = this->store_.checkpoints().find();
    EXPECT_TRUE(mark);
    return mark ? *mark : std::nullopt;
  }
};
TYPED_TEST_SUITE_P(StoreCheckpointsContract);

TYPED_TEST_P(StoreCheckpointsContract, KeepsTheLastMarkWhileThingsAreAdded) {
  this->create("people");
  EXPECT_EQ(this->found(), std::nullopt);
  this->add({samples::face(1)});
  ASSERT_TRUE(this->store_.checkpoints().set(this->mark(1, 1)));
  EXPECT_EQ(this->found(), this->mark(1, 1));
  this->add({samples::face(2)});
  this->register_person("ada", 1, {samples::face_with_photo(3)});
  this->create("others");
  ASSERT_TRUE(this->store_.people().edit_faces(this->people_, samples::person_id("ada"),
                                               this->edit({samples::face_id(3)}, {samples::face_with_photo(4)}, {})));
  ASSERT_TRUE(this->store_.people().update(this->people_, samples::person_id("ada"), {.name = "Ada"}, samples::at(1),
                                           samples::event("x")));
  EXPECT_EQ(this->found(), this->mark(1, 1));
  ASSERT_TRUE(this->store_.checkpoints().set(this->mark(2, 4)));
  EXPECT_EQ(this->found(), this->mark(2, 4));
}

TYPED_TEST_P(StoreCheckpointsContract, ForgetsTheMarkWithWhateverRemovesAnEmbedding) {
  this->create("people");
  this->create("others");
  this->add({samples::face(1)});
  this->register_person("ada", 1, {samples::face_with_photo(2), samples::face_with_photo(3)});
  const auto ada = samples::person_id("ada");
  const std::vector<std::pair<std::string, std::function<bool()>>> removals{
      {"a face",
       [&] {
         return this->store_.faces()
             .remove(this->people_, std::vector{samples::face_id(1)}, samples::event("x"))
             .has_value();
       }},
      {"a person's face",
       [&] {
         const auto edit = this->edit({samples::face_id(2), samples::face_id(3)}, {}, {samples::face_id(3)});
         return this->store_.people().edit_faces(this->people_, ada, edit).has_value();
       }},
      {"a person", [&] { return this->store_.people().remove(this->people_, ada, samples::event("x")).has_value(); }},
      {"a collection",
       [&] { return this->store_.collections().remove(samples::collection_id("others"), {}).has_value(); }},
  };
  std::uint64_t token = 0;
  for (const auto& [what, remove] : removals) {
    SCOPED_TRACE(what);
    samples::Gallery gallery;
    const CheckpointMark now = this->mark(++token, samples::follow(this->store_.changes(), 0, gallery).value());
    ASSERT_TRUE(this->store_.checkpoints().set(now));
    ASSERT_EQ(this->found(), now);
    ASSERT_TRUE(remove());
    EXPECT_EQ(this->found(), std::nullopt);
    // A copy that was made before holds what is gone now.
    EXPECT_EQ(code_of(this->store_.checkpoints().set(now)), ErrorCode::kChangedMeanwhile);
    EXPECT_EQ(this->found(), std::nullopt);
  }
}

TYPED_TEST_P(StoreCheckpointsContract, KeepsTheMarkWhereNothingIsRemoved) {
  this->create("people");
  this->add({samples::face(1)});
  ASSERT_TRUE(this->store_.checkpoints().set(this->mark(1, 1)));
  ASSERT_TRUE(this->store_.faces().remove(this->people_, std::vector{samples::face_id(9)}, samples::event("x")));
  EXPECT_FALSE(this->store_.people().remove(this->people_, samples::person_id("eve"), samples::event("x")));
  EXPECT_FALSE(this->store_.collections().remove(samples::collection_id("nowhere"), {}));
  EXPECT_EQ(this->found(), this->mark(1, 1));
}

TYPED_TEST_P(StoreCheckpointsContract, DoesNotBelieveAMarkThatIsAheadOfTheStore) {
  this->create("people");
  this->add({samples::face(1)});
  ASSERT_TRUE(this->store_.checkpoints().set(this->mark(1, 2)));
  EXPECT_EQ(this->found(), std::nullopt);
}

REGISTER_TYPED_TEST_SUITE_P(StoreCheckpointsContract, KeepsTheLastMarkWhileThingsAreAdded,
                            ForgetsTheMarkWithWhateverRemovesAnEmbedding, KeepsTheMarkWhereNothingIsRemoved,
                            DoesNotBelieveAMarkThatIsAheadOfTheStore);

}  // namespace mien
