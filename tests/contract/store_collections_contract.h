#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "contract/store_contract.h"

namespace mien {

/// What every adapter's CollectionStore must do.
template <class Store>
class StoreCollectionsContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StoreCollectionsContract);

TYPED_TEST_P(StoreCollectionsContract, KeepsACollection) {
  this->create("people");
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, this->people_);
  EXPECT_EQ(found->face_model_version, "7.0");
  EXPECT_EQ(found->created, samples::at(1'600'000'000'456));
  EXPECT_EQ(found->face_count, 0U);
  EXPECT_EQ(found->person_count, 0U);
}

TYPED_TEST_P(StoreCollectionsContract, RefusesASecondCollectionOfOneId) {
  this->create("people");
  EXPECT_EQ(code_of(this->store_.collections().create(samples::collection("people"), {}, {})),
            ErrorCode::kAlreadyExists);
}

TYPED_TEST_P(StoreCollectionsContract, TakesTagsAsTheyAre) {
  const std::vector<std::pair<std::string, std::string>> tags{{"a", "1"}, {"a", "2"}, {"", ""}};
  EXPECT_TRUE(this->store_.collections().create(samples::collection("people"), tags, {}));
}

TYPED_TEST_P(StoreCollectionsContract, CountsFacesAndPeople) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  this->register_person("ada", 1, {samples::face_with_photo(2), samples::face_with_photo(3)});
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->face_count, 3U);
  EXPECT_EQ(found->person_count, 1U);
}

TYPED_TEST_P(StoreCollectionsContract, NamesAMissingCollectionEverywhere) {
  const std::vector<FaceId> ids{samples::face_id(1)};
  const std::vector<PersonKey> keys{samples::person_key(1)};
  const std::vector<StoredFace> faces{samples::face(1)};
  const PersonId ada = samples::person_id("ada");
  const AuditEvent event = samples::event("never");
  auto& store = this->store_;
  EXPECT_EQ(code_of(store.collections().find(this->nowhere_)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.collections().remove(this->nowhere_, {})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.faces().add(this->nowhere_, faces, event)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.faces().find(this->nowhere_, ids)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.faces().list(this->nowhere_, {}, {})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.faces().remove(this->nowhere_, ids, event)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.faces().person_of_image(this->nowhere_, samples::sha256(1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().register_person(this->nowhere_, samples::registration("ada", 1, faces))),
            ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().find(this->nowhere_, ada)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().find_keys(this->nowhere_, keys)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().list(this->nowhere_, "", {})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().update(this->nowhere_, ada, {}, samples::at(1), event)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().remove(this->nowhere_, ada, event)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(store.people().edit_faces(this->nowhere_, ada, this->edit({}, {}, {}))), ErrorCode::kNotFound);
  EXPECT_TRUE(this->actions().empty()) << "a call that failed wrote an event";
}

TYPED_TEST_P(StoreCollectionsContract, ListsCollectionsByIdInPages) {
  for (const auto* id : {"c", "a", "B", "d", "e"}) this->create(id);
  std::vector<std::string> ids;
  PageRequest page{.after = "", .limit = 2};
  std::size_t pages = 0;
  do {
    const auto found = this->store_.collections().list(page);
    ASSERT_TRUE(found);
    for (const Collection& item : found->items) ids.push_back(item.id.text());
    EXPECT_LE(found->next.size(), 255U);
    page.after = found->next;
    ++pages;
  } while (!page.after.empty());
  EXPECT_EQ(ids, (std::vector<std::string>{"B", "a", "c", "d", "e"}));
  EXPECT_EQ(pages, 3U);
}

TYPED_TEST_P(StoreCollectionsContract, KeepsTokensOfLongIdsShort) {
  const std::string long_id(255, 'x');
  this->create(long_id);
  this->create("y");
  const auto first = this->store_.collections().list({.after = "", .limit = 1});
  ASSERT_TRUE(first);
  ASSERT_FALSE(first->next.empty());
  EXPECT_LE(first->next.size(), 255U);
  ASSERT_TRUE(this->store_.collections().remove(samples::collection_id(long_id), {}));
  const auto second = this->store_.collections().list({.after = first->next, .limit = 1});
  ASSERT_TRUE(second) << "the token's own item may go";
  ASSERT_EQ(second->items.size(), 1U);
  EXPECT_EQ(second->items.front().id.text(), "y");
}

TYPED_TEST_P(StoreCollectionsContract, RemovesACollectionWithEverythingInIt) {
  this->create("people");
  this->create("others");
  this->add({samples::face(1)});
  this->register_person("ada", 1, {samples::face_with_photo(2), samples::face_with_photo(3)});
  auto removal = this->store_.collections().remove(this->people_, {});
  ASSERT_TRUE(removal);
  std::ranges::sort(removal->objects);
  EXPECT_EQ(removal->objects, (std::vector{samples::object_key(2), samples::object_key(3)}));
  EXPECT_EQ(code_of(this->store_.collections().find(this->people_)), ErrorCode::kNotFound);
  EXPECT_TRUE(this->gallery().empty());
  EXPECT_TRUE(this->store_.collections().find(samples::collection_id("others")));

  this->create("people");
  EXPECT_TRUE(this->face_ids().empty()) << "a new collection of that id begins empty";
  EXPECT_TRUE(this->person_ids().empty());
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->face_count, 0U);
}

REGISTER_TYPED_TEST_SUITE_P(StoreCollectionsContract, KeepsACollection, RefusesASecondCollectionOfOneId,
                            TakesTagsAsTheyAre, CountsFacesAndPeople, NamesAMissingCollectionEverywhere,
                            ListsCollectionsByIdInPages, KeepsTokensOfLongIdsShort,
                            RemovesACollectionWithEverythingInIt);

}  // namespace mien
