#pragma once

#include <string>
#include <vector>

#include "contract/store_contract.h"

namespace mien {

/// What every adapter's FaceStore must do.
template <class Store>
class StoreFacesContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StoreFacesContract);

TYPED_TEST_P(StoreFacesContract, KeepsEveryFieldOfAFace) {
  this->create("people");
  StoredFace face = samples::face(1);
  face.external_image = ExternalImageId::parse("badge:7").value();
  this->add({face, samples::face(2)});
  const std::vector<FaceId> ids{samples::face_id(2), samples::face_id(9), samples::face_id(1)};
  const auto found = this->store_.faces().find(this->people_, ids);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front().id, samples::face_id(2)) << "the order is that of the request";
  EXPECT_EQ(found->front().external_image, std::nullopt);
  const StoredFace& kept = found->back();
  EXPECT_EQ(kept.id, face.id);
  EXPECT_EQ(kept.image, face.image);
  EXPECT_EQ(kept.external_image, face.external_image);
  EXPECT_EQ(kept.image_sha256, face.image_sha256);
  EXPECT_EQ(kept.box, face.box);
  EXPECT_EQ(kept.confidence_pct, face.confidence_pct);
  EXPECT_EQ(kept.embedding, face.embedding) << "bit for bit";
  EXPECT_EQ(kept.person, std::nullopt);
  EXPECT_EQ(kept.object, std::nullopt);
  EXPECT_EQ(kept.created, face.created);
}

TYPED_TEST_P(StoreFacesContract, LeavesAFaceThatItHasAsItIs) {
  this->create("people");
  this->add({samples::face(1)});
  const auto before = this->gallery();
  StoredFace again = samples::face(1);
  again.embedding = samples::embedding(99);
  again.confidence_pct = 1;
  const auto first = this->store_.faces().add(this->people_, std::vector{samples::face(2)}, samples::event("x"));
  const auto second = this->store_.faces().add(this->people_, std::vector{again, again}, samples::event("again"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second) << "nothing that is searched changed";
  const auto found = this->store_.faces().find(this->people_, std::vector{again.id});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front().embedding, samples::embedding(1));
  EXPECT_EQ(found->front().confidence_pct, samples::face(1).confidence_pct);
  EXPECT_EQ(this->store_.collections().find(this->people_)->face_count, 2U);
  EXPECT_EQ(this->actions().front(), "again") << "the event is written all the same";
}

TYPED_TEST_P(StoreFacesContract, KeepsOneFaceIdPerCollection) {
  this->create("people");
  this->create("others");
  this->add({samples::face(1)});
  ASSERT_TRUE(this->store_.faces().add(samples::collection_id("others"), std::vector{samples::face(1)},
                                       samples::event("IndexFaces")));
  ASSERT_TRUE(this->store_.faces().remove(this->people_, std::vector{samples::face_id(1)}, samples::event("x")));
  const auto other = this->store_.faces().find(samples::collection_id("others"), std::vector{samples::face_id(1)});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->size(), 1U);
}

TYPED_TEST_P(StoreFacesContract, ListsFacesInTheOrderTheyCame) {
  this->create("people");
  this->add({samples::face(5), samples::face(3)});
  this->add({samples::face(9)});
  this->add({samples::face(1), samples::face(2)});
  const std::vector<FaceId> expected{samples::face_id(5), samples::face_id(3), samples::face_id(9), samples::face_id(1),
                                     samples::face_id(2)};
  EXPECT_EQ(this->face_ids(), expected);
  EXPECT_EQ(this->face_ids({}, 2), expected);
  EXPECT_EQ(this->face_ids({}, 5), expected);
  EXPECT_EQ(this->face_ids({}, 1), expected);
}

TYPED_TEST_P(StoreFacesContract, FiltersFacesByPersonAndId) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  this->register_person("ada", 1, {samples::face_with_photo(3), samples::face_with_photo(1)});
  this->register_person("bob", 2, {samples::face_with_photo(4)});
  const FaceStore::Filter of_ada{.person = samples::person_id("ada")};
  EXPECT_EQ(this->face_ids(of_ada, 1), (std::vector{samples::face_id(1), samples::face_id(3)}));
  FaceStore::Filter of_ids{.ids = {samples::face_id(4), samples::face_id(2), samples::face_id(8), samples::face_id(2)}};
  EXPECT_EQ(this->face_ids(of_ids, 1), (std::vector{samples::face_id(2), samples::face_id(4)}));
  of_ids.person = samples::person_id("bob");
  EXPECT_EQ(this->face_ids(of_ids), (std::vector{samples::face_id(4)}));
  EXPECT_TRUE(this->face_ids({.person = samples::person_id("nobody")}).empty());
}

TYPED_TEST_P(StoreFacesContract, PagesStayRightWhileFacesComeAndGo) {
  this->create("people");
  for (std::uint64_t i = 1; i <= 6; ++i) this->add({samples::face(i)});
  const auto first = this->store_.faces().list(this->people_, {}, {.after = "", .limit = 3});
  ASSERT_TRUE(first);
  // The item that the token stands on, one before and one after it go; another comes.
  const std::vector gone{samples::face_id(3), samples::face_id(1), samples::face_id(5)};
  ASSERT_TRUE(this->store_.faces().remove(this->people_, gone, samples::event("DeleteFaces")));
  this->add({samples::face(7)});
  const auto second = this->store_.faces().list(this->people_, {}, {.after = first->next, .limit = 100});
  ASSERT_TRUE(second);
  std::vector<FaceId> ids;
  for (const StoredFace& face : second->items) ids.push_back(face.id);
  EXPECT_EQ(ids, (std::vector{samples::face_id(4), samples::face_id(6), samples::face_id(7)}));
  EXPECT_TRUE(second->next.empty());
}

TYPED_TEST_P(StoreFacesContract, RefusesPageTokensThatAreNotItsOwn) {
  this->create("people");
  this->create("others");
  this->add({samples::face(1), samples::face(2)});
  this->register_person("ada", 1, {samples::face_with_photo(3)});
  this->register_person("bob", 2, {samples::face_with_photo(4)});
  auto& store = this->store_;
  const std::string token = store.faces().list(this->people_, {}, {.after = "", .limit = 1})->next;
  ASSERT_FALSE(token.empty());
  const auto refused = [&](const std::string& after) {
    EXPECT_EQ(code_of(store.collections().list({.after = after})), ErrorCode::kInvalidPageToken) << after;
    EXPECT_EQ(code_of(store.faces().list(samples::collection_id("others"), {}, {.after = after})),
              ErrorCode::kInvalidPageToken);
    EXPECT_EQ(code_of(store.faces().list(this->people_, {.person = samples::person_id("ada")}, {.after = after})),
              ErrorCode::kInvalidPageToken);
    EXPECT_EQ(code_of(store.faces().list(this->people_, {.ids = {samples::face_id(1)}}, {.after = after})),
              ErrorCode::kInvalidPageToken);
    EXPECT_EQ(code_of(store.people().list(this->people_, "", {.after = after})), ErrorCode::kInvalidPageToken);
    EXPECT_EQ(code_of(store.audit().list({}, {.after = after})), ErrorCode::kInvalidPageToken);
  };
  refused(token);
  std::string bent = token;
  bent[bent.size() / 2] = bent[bent.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& garbage : {std::string("x"), std::string("!!!!"), std::string(5000, 'A'), bent, token + "A",
                                     token.substr(0, token.size() - 1), std::string(1, '\0')}) {
    refused(garbage);
    EXPECT_EQ(code_of(store.faces().list(this->people_, {}, {.after = garbage})), ErrorCode::kInvalidPageToken);
  }
  const std::string of_people = store.people().list(this->people_, "", {.after = "", .limit = 1})->next;
  EXPECT_EQ(code_of(store.people().list(this->people_, "a", {.after = of_people})), ErrorCode::kInvalidPageToken);
}

TYPED_TEST_P(StoreFacesContract, RemovesOnlyFacesOfNobody) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  this->register_person("ada", 1, {samples::face_with_photo(3)});
  const std::vector ids{samples::face_id(2), samples::face_id(9), samples::face_id(3), samples::face_id(2)};
  const auto removal = this->store_.faces().remove(this->people_, ids, samples::event("DeleteFaces"));
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->removed, (std::vector{samples::face_id(2)}));
  EXPECT_EQ(removal->not_found, (std::vector{samples::face_id(9)}));
  ASSERT_EQ(removal->belongs_to_person.size(), 1U);
  EXPECT_EQ(removal->belongs_to_person.front(), std::pair(samples::face_id(3), samples::person_id("ada")));
  EXPECT_EQ(this->face_ids(), (std::vector{samples::face_id(1), samples::face_id(3)}));
  EXPECT_EQ(this->store_.collections().find(this->people_)->face_count, 2U);
  const auto nothing = this->store_.faces().remove(this->people_, ids, samples::event("DeleteFaces"));
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->change, removal->change);
}

TYPED_TEST_P(StoreFacesContract, TellsWhosePictureItIs) {
  this->create("people");
  this->add({samples::face(1)});
  this->register_person("ada", 1, {samples::face_with_photo(2)});
  const auto of = [&](std::uint64_t number) {
    return this->store_.faces().person_of_image(this->people_, samples::sha256(number)).value();
  };
  EXPECT_EQ(of(1), std::nullopt) << "a face of nobody";
  EXPECT_EQ(of(2), samples::person_id("ada"));
  EXPECT_EQ(of(3), std::nullopt);
}

TYPED_TEST_P(StoreFacesContract, ListsFacesOfNobody) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  this->register_person("ada", 1, {samples::face(2), samples::face(3)});
  this->add({samples::face(4)});
  const FaceStore::Filter of_nobody{.owner = FaceStore::Owner::kNobody};
  for (const std::size_t page_size : {1U, 2U, 3U})
    EXPECT_EQ(this->face_ids(of_nobody, page_size), (std::vector<FaceId>{samples::face(1).id, samples::face(4).id}));
  const auto first = this->store_.faces().list(this->people_, of_nobody, {.after = "", .limit = 1});
  EXPECT_EQ(code_of(this->store_.faces().list(this->people_, {}, {.after = first->next})),
            ErrorCode::kInvalidPageToken);
}

REGISTER_TYPED_TEST_SUITE_P(StoreFacesContract, ListsFacesOfNobody, KeepsEveryFieldOfAFace, LeavesAFaceThatItHasAsItIs,
                            KeepsOneFaceIdPerCollection, ListsFacesInTheOrderTheyCame, FiltersFacesByPersonAndId,
                            PagesStayRightWhileFacesComeAndGo, RefusesPageTokensThatAreNotItsOwn,
                            RemovesOnlyFacesOfNobody, TellsWhosePictureItIs);

}  // namespace mien
