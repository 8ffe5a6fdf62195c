#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "contract/store_samples.h"
#include "core/limits.h"
#include "ports/store.h"

/// What every adapter of ports/store.h must do. An adapter takes part with a default-constructible type that has
/// collections(), faces(), people(), audit(), idempotency() and changes() of a new, empty store:
///   INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreContract, SqliteUnderTest);
namespace mien {

template <class Store>
class StoreContract : public testing::Test {
 protected:
  void create(std::string_view id) {
    const auto created = store_.collections().create(samples::collection(id), {}, {});
    ASSERT_TRUE(created) << created.error().message << created.error().detail;
  }
  void register_person(std::string_view id, std::uint64_t number, std::vector<StoredFace> faces) {
    const auto done = store_.people().register_person(people_, samples::registration(id, number, std::move(faces)));
    ASSERT_TRUE(done) << done.error().message << done.error().detail;
  }
  void add(std::vector<StoredFace> faces) {
    const auto done = store_.faces().add(people_, faces, samples::event("IndexFaces"));
    ASSERT_TRUE(done) << done.error().message << done.error().detail;
  }
  /// Ids of all faces, in order, page by page.
  std::vector<FaceId> face_ids(const FaceStore::Filter& filter = {}, std::size_t page_size = 100) {
    std::vector<FaceId> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = store_.faces().list(people_, filter, page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const StoredFace& face : found->items) out.push_back(face.id);
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  std::vector<std::string> person_ids(std::string_view query = "", std::size_t page_size = 100) {
    std::vector<std::string> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = store_.people().list(people_, query, page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const Person& person : found->items) out.push_back(person.id.text());
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  std::vector<std::string> actions(const AuditLog::Filter& filter = {}) {
    std::vector<std::string> out;
    const auto found = store_.audit().list(filter, {});
    if (!found) return out;
    for (const AuditEvent& event : found->items) out.push_back(event.action);
    return out;
  }
  samples::Gallery gallery() {
    samples::Gallery out;
    const auto last = samples::follow(store_.changes(), 0, out);
    EXPECT_TRUE(last) << last.error().message;
    return samples::tidy(out);
  }
  PeopleStore::FaceEdit edit(std::vector<FaceId> expected, std::vector<StoredFace> added, std::vector<FaceId> removed) {
    return {.expected = std::move(expected),
            .added = std::move(added),
            .removed = std::move(removed),
            .fused = samples::embedding(4242),
            .now = samples::at(9000),
            .event = samples::event("edit_faces")};
  }

  Store store_;
  CollectionId people_ = samples::collection_id("people");
  CollectionId nowhere_ = samples::collection_id("nowhere");
};
TYPED_TEST_SUITE_P(StoreContract);

template <class T>
ErrorCode code_of(const Result<T>& result) {
  return result ? ErrorCode::kInternal : result.error().code;
}

// Collections.

TYPED_TEST_P(StoreContract, KeepsACollection) {
  this->create("people");
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, this->people_);
  EXPECT_EQ(found->face_model_version, "7.0");
  EXPECT_EQ(found->created, samples::at(1'600'000'000'456));
  EXPECT_EQ(found->face_count, 0U);
  EXPECT_EQ(found->person_count, 0U);
}

TYPED_TEST_P(StoreContract, RefusesASecondCollectionOfOneId) {
  this->create("people");
  EXPECT_EQ(code_of(this->store_.collections().create(samples::collection("people"), {}, {})),
            ErrorCode::kAlreadyExists);
}

TYPED_TEST_P(StoreContract, TakesTagsAsTheyAre) {
  const std::vector<std::pair<std::string, std::string>> tags{{"a", "1"}, {"a", "2"}, {"", ""}};
  EXPECT_TRUE(this->store_.collections().create(samples::collection("people"), tags, {}));
}

TYPED_TEST_P(StoreContract, CountsFacesAndPeople) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  this->register_person("ada", 1, {samples::face_with_photo(2), samples::face_with_photo(3)});
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->face_count, 3U);
  EXPECT_EQ(found->person_count, 1U);
}

TYPED_TEST_P(StoreContract, NamesAMissingCollectionEverywhere) {
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

TYPED_TEST_P(StoreContract, ListsCollectionsByIdInPages) {
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

TYPED_TEST_P(StoreContract, KeepsTokensOfLongIdsShort) {
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

TYPED_TEST_P(StoreContract, RemovesACollectionWithEverythingInIt) {
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

// Faces.

TYPED_TEST_P(StoreContract, KeepsEveryFieldOfAFace) {
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

TYPED_TEST_P(StoreContract, LeavesAFaceThatItHasAsItIs) {
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

TYPED_TEST_P(StoreContract, KeepsOneFaceIdPerCollection) {
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

TYPED_TEST_P(StoreContract, ListsFacesInTheOrderTheyCame) {
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

TYPED_TEST_P(StoreContract, FiltersFacesByPersonAndId) {
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

TYPED_TEST_P(StoreContract, PagesStayRightWhileFacesComeAndGo) {
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

TYPED_TEST_P(StoreContract, RefusesPageTokensThatAreNotItsOwn) {
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

TYPED_TEST_P(StoreContract, RemovesOnlyFacesOfNobody) {
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

TYPED_TEST_P(StoreContract, TellsWhosePictureItIs) {
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

// People.

TYPED_TEST_P(StoreContract, RegistersAPersonWithEverything) {
  this->create("people");
  auto registration = samples::registration("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
  registration.person.name = "Ada \xE2\x9C\x93 O'Neil";
  registration.idempotency = samples::record("MIENTEST", "k1", 100);
  ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  const auto found = this->store_.people().find(this->people_, samples::person_id("ada"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, registration.person.key);
  EXPECT_EQ(found->name, registration.person.name);
  EXPECT_EQ(found->attributes_json, registration.person.attributes_json);
  EXPECT_TRUE(found->consent);
  EXPECT_EQ(found->created, samples::at(5000));
  EXPECT_EQ(found->face_count, 2U);
  const auto faces = this->store_.faces().find(this->people_, std::vector{samples::face_id(2)});
  ASSERT_TRUE(faces);
  ASSERT_EQ(faces->size(), 1U);
  EXPECT_EQ(faces->front().person, samples::person_id("ada"));
  EXPECT_EQ(faces->front().object, samples::object_key(2));
  EXPECT_EQ(this->actions(), (std::vector<std::string>{"register_person"}));
  EXPECT_TRUE(this->store_.idempotency().find("MIENTEST", "k1", samples::at(0)).value());
  auto gallery = this->gallery();
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kFaces}].size()), 2U);
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kPeople}][registration.person.key.uuid]),
            samples::values_of(registration.fused));
}

TYPED_TEST_P(StoreContract, RegistersAllOrNothing) {
  this->create("people");
  this->register_person("ada", 1, {samples::face_with_photo(1)});
  const auto gallery = this->gallery();
  const auto events = this->actions();
  auto registration = samples::registration("bob", 2, {samples::face_with_photo(2), samples::face_with_photo(1)});
  registration.idempotency = samples::record("a", "k", 100);
  EXPECT_EQ(code_of(this->store_.people().register_person(this->people_, registration)),
            ErrorCode::kImageOfAnotherPerson);
  auto same_id = samples::registration("ada", 3, {samples::face_with_photo(3)});
  EXPECT_EQ(code_of(this->store_.people().register_person(this->people_, same_id)), ErrorCode::kAlreadyExists);
  EXPECT_EQ(this->gallery(), gallery);
  EXPECT_EQ(this->actions(), events);
  EXPECT_EQ(this->person_ids(), (std::vector<std::string>{"ada"}));
  EXPECT_EQ(this->face_ids(), (std::vector{samples::face_id(1)}));
  EXPECT_EQ(this->store_.idempotency().find("a", "k", samples::at(0)).value(), std::nullopt);
  const auto counts = this->store_.collections().find(this->people_);
  EXPECT_EQ(counts->face_count, 1U);
  EXPECT_EQ(counts->person_count, 1U);
}

TYPED_TEST_P(StoreContract, RegistersWithFacesThatExistAlready) {
  this->create("people");
  this->add({samples::face(1)});
  this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(1)});
  const auto found = this->store_.faces().find(this->people_, std::vector{samples::face_id(1)});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front().person, samples::person_id("ada"));
  EXPECT_EQ(found->front().object, samples::object_key(1));
  EXPECT_EQ(this->store_.people().find(this->people_, samples::person_id("ada"))->face_count, 1U);
  EXPECT_EQ(this->store_.collections().find(this->people_)->face_count, 1U);
}

TYPED_TEST_P(StoreContract, FindsPeopleByKeyInOrder) {
  this->create("people");
  this->register_person("ada", 1, {samples::face_with_photo(1)});
  this->register_person("bob", 2, {samples::face_with_photo(2)});
  const std::vector keys{samples::person_key(2), samples::person_key(7), samples::person_key(1)};
  const auto found = this->store_.people().find_keys(this->people_, keys);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front().id.text(), "bob");
  EXPECT_EQ(found->back().id.text(), "ada");
}

TYPED_TEST_P(StoreContract, SearchesNamesAndIdsIgnoringAsciiCase) {
  this->create("people");
  const std::vector<std::pair<std::string, std::string>> names{{"p1", "Ada Lovelace"},
                                                               {"p2", "100% Sure"},
                                                               {"P3_x", "under_score"},
                                                               {"p4", "\xC3\x89mile"},
                                                               {"p5", "back\\slash"}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto registration = samples::registration(names[i].first, i + 1, {samples::face_with_photo(i + 1)});
    registration.person.name = names[i].second;
    ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  }
  using Ids = std::vector<std::string>;
  EXPECT_EQ(this->person_ids("LOVE"), (Ids{"p1"}));
  EXPECT_EQ(this->person_ids("%"), (Ids{"p2"})) << "not a wildcard";
  EXPECT_EQ(this->person_ids("_"), (Ids{"P3_x"}));
  EXPECT_EQ(this->person_ids("\\"), (Ids{"p5"}));
  EXPECT_EQ(this->person_ids("p3"), (Ids{"P3_x"})) << "the id counts too";
  EXPECT_EQ(this->person_ids("\xC3\x89MI"), (Ids{"p4"}));
  EXPECT_EQ(this->person_ids("\xC3\xA9mi"), Ids{}) << "only ASCII is folded";
  EXPECT_EQ(this->person_ids("p", 2), (Ids{"P3_x", "p1", "p2", "p4", "p5"})) << "by id, page by page";
  EXPECT_EQ(this->person_ids(std::string(100'000, 'q')), Ids{});
  EXPECT_EQ(this->person_ids("' OR 1=1 --"), Ids{});
}

TYPED_TEST_P(StoreContract, UpdatesOnlyWhatIsGiven) {
  this->create("people");
  this->register_person("ada", 1, {samples::face_with_photo(1)});
  const auto before = this->gallery();
  const PersonId ada = samples::person_id("ada");
  const auto renamed = this->store_.people().update(this->people_, ada, {.name = "Countess"}, samples::at(7000),
                                                    samples::event("rename"));
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->name, "Countess");
  EXPECT_EQ(renamed->attributes_json, R"({"floor":3})");
  EXPECT_EQ(renamed->updated, samples::at(7000));
  ASSERT_TRUE(this->store_.people().update(this->people_, ada, {.attributes_json = "{}", .consent = false},
                                           samples::at(8000), samples::event("edit")));
  const auto found = this->store_.people().find(this->people_, ada);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "Countess");
  EXPECT_EQ(found->attributes_json, "{}");
  EXPECT_FALSE(found->consent);
  EXPECT_EQ(found->created, samples::at(5000));
  EXPECT_EQ(found->updated, samples::at(8000));
  EXPECT_EQ(found->face_count, 1U);
  EXPECT_EQ(this->gallery(), before);
}

TYPED_TEST_P(StoreContract, NamesAMissingPerson) {
  this->create("people");
  const PersonId ada = samples::person_id("ada");
  const AuditEvent event = samples::event("never");
  auto& people = this->store_.people();
  EXPECT_EQ(code_of(people.find(this->people_, ada)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(people.update(this->people_, ada, {}, samples::at(1), event)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(people.remove(this->people_, ada, event)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(people.edit_faces(this->people_, ada, this->edit({}, {}, {}))), ErrorCode::kNotFound);
  EXPECT_TRUE(this->actions().empty());
}

TYPED_TEST_P(StoreContract, RemovesAPersonWithFacesAndPhotos) {
  this->create("people");
  this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
  this->register_person("bob", 2, {samples::face_with_photo(3)});
  auto removal = this->store_.people().remove(this->people_, samples::person_id("ada"), samples::event("delete"));
  ASSERT_TRUE(removal);
  std::ranges::sort(removal->objects);
  EXPECT_EQ(removal->objects, (std::vector{samples::object_key(1), samples::object_key(2)}));
  EXPECT_EQ(this->person_ids(), (std::vector<std::string>{"bob"}));
  EXPECT_EQ(this->face_ids(), (std::vector{samples::face_id(3)}));
  auto gallery = this->gallery();
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kPeople}].size()), 1U);
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kFaces}].size()), 1U);
  this->register_person("ada", 3, {samples::face_with_photo(1)});
  EXPECT_EQ(this->person_ids().size(), 2U) << "id and faces are free again";
}

TYPED_TEST_P(StoreContract, EditsAPersonsFaces) {
  this->create("people");
  this->add({samples::face(4)});
  this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
  auto edit = this->edit({samples::face_id(2), samples::face_id(1)},
                         {samples::face_with_photo(3), samples::face_with_photo(4), samples::face_with_photo(2)},
                         {samples::face_id(1), samples::face_id(9)});
  edit.added.back().object = samples::object_key(77);
  edit.idempotency = samples::record("a", "k", 100);
  auto removal = this->store_.people().edit_faces(this->people_, samples::person_id("ada"), edit);
  ASSERT_TRUE(removal) << removal.error().message;
  std::ranges::sort(removal->objects);
  EXPECT_EQ(removal->objects, (std::vector{samples::object_key(1), samples::object_key(77)}))
      << "the removed face's photo, and the new photo of a face that was there already";
  const auto person = this->store_.people().find(this->people_, samples::person_id("ada"));
  ASSERT_TRUE(person);
  EXPECT_EQ(person->face_count, 3U);
  EXPECT_EQ(person->updated, samples::at(9000));
  EXPECT_EQ(this->store_.collections().find(this->people_)->face_count, 3U);
  EXPECT_EQ(this->face_ids({.person = samples::person_id("ada")}),
            (std::vector{samples::face_id(4), samples::face_id(2), samples::face_id(3)}));
  auto gallery = this->gallery();
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kPeople}][samples::person_key(1).uuid]),
            samples::values_of(edit.fused));
  EXPECT_TRUE(this->store_.idempotency().find("a", "k", samples::at(0)).value());
  EXPECT_EQ(this->actions().front(), "edit_faces");
}

TYPED_TEST_P(StoreContract, RefusesAnEditThatMeetsOtherFaces) {
  this->create("people");
  this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
  const auto before = this->gallery();
  const PersonId ada = samples::person_id("ada");
  auto& people = this->store_.people();
  using Faces = std::vector<FaceId>;
  for (const Faces& expected : {Faces{}, Faces{samples::face_id(1)}, Faces{samples::face_id(1), samples::face_id(3)},
                                Faces{samples::face_id(1), samples::face_id(2), samples::face_id(3)}})
    EXPECT_EQ(code_of(people.edit_faces(this->people_, ada,
                                        this->edit(expected, {samples::face_with_photo(5)}, {samples::face_id(1)}))),
              ErrorCode::kChangedMeanwhile);
  EXPECT_EQ(this->gallery(), before);
  EXPECT_EQ(this->actions().size(), 1U);
}

TYPED_TEST_P(StoreContract, RefusesAnEditThatTakesAnothersFace) {
  this->create("people");
  this->register_person("ada", 1, {samples::face_with_photo(1)});
  this->register_person("bob", 2, {samples::face_with_photo(2)});
  const auto before = this->gallery();
  const auto taken = this->store_.people().edit_faces(
      this->people_, samples::person_id("ada"),
      this->edit({samples::face_id(1)}, {samples::face_with_photo(3), samples::face_with_photo(2)}, {}));
  EXPECT_EQ(code_of(taken), ErrorCode::kImageOfAnotherPerson);
  EXPECT_EQ(this->gallery(), before);
}

TYPED_TEST_P(StoreContract, HoldsAPersonToItsNumberOfFaces) {
  this->create("people");
  std::vector<StoredFace> faces;
  std::vector<FaceId> ids;
  for (std::uint64_t i = 1; i <= limits::kFacesPerPersonMax; ++i) {
    faces.push_back(samples::face_with_photo(i));
    ids.push_back(samples::face_id(i));
  }
  this->register_person("ada", 1, faces);
  const auto before = this->gallery();
  const PersonId ada = samples::person_id("ada");
  const StoredFace more = samples::face_with_photo(900);
  EXPECT_EQ(code_of(this->store_.people().edit_faces(this->people_, ada, this->edit(ids, {more}, {}))),
            ErrorCode::kQuotaExceeded);
  EXPECT_EQ(this->gallery(), before);
  EXPECT_TRUE(this->store_.people().edit_faces(this->people_, ada, this->edit(ids, {more}, {ids.front()})));
}

// Audit and idempotency.

TYPED_TEST_P(StoreContract, ListsEventsNewestFirst) {
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

TYPED_TEST_P(StoreContract, FiltersEventsAndKeepsEveryField) {
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

TYPED_TEST_P(StoreContract, KeepsIdempotencyRecordsPerCallerUntilTheyAreOld) {
  this->create("people");
  auto registration = samples::registration("ada", 1, {samples::face_with_photo(1)});
  registration.idempotency = samples::record("one", "k", 100, std::string("{\"a\":\"\xE2\x9C\x93\"}"));
  ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  auto& records = this->store_.idempotency();
  const auto found = records.find("one", "k", samples::at(100)).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->request_sha256, samples::sha256(5));
  EXPECT_EQ(found->response, registration.idempotency->response);
  EXPECT_EQ(found->created, samples::at(100));
  EXPECT_EQ(records.find("two", "k", samples::at(0)).value(), std::nullopt);
  EXPECT_EQ(records.find("one", "K", samples::at(0)).value(), std::nullopt);
  EXPECT_EQ(records.find("one", "k", samples::at(101)).value(), std::nullopt) << "too old";
  ASSERT_TRUE(records.purge(samples::at(100)));
  EXPECT_TRUE(records.find("one", "k", samples::at(0)).value());
  ASSERT_TRUE(records.purge(samples::at(101)));
  EXPECT_EQ(records.find("one", "k", samples::at(0)).value(), std::nullopt);
}

TYPED_TEST_P(StoreContract, ForgetsIdempotencyRecordsThatNameAPersonWhoIsRemoved) {
  this->create("people");
  for (const std::uint64_t i : {1U, 2U}) {
    auto registration = samples::registration(i == 1 ? "ada" : "bob", i, {samples::face_with_photo(i)});
    registration.idempotency = samples::record("one", "register-" + std::to_string(i), 100);
    ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  }
  const PersonId ada = samples::person_id("ada");
  auto edit = this->edit({samples::face_id(1)}, {samples::face_with_photo(3)}, {});
  edit.idempotency = samples::record("one", "edit-1", 100);
  ASSERT_TRUE(this->store_.people().edit_faces(this->people_, ada, edit));
  auto& records = this->store_.idempotency();
  for (const char* key : {"register-1", "register-2", "edit-1"})
    EXPECT_TRUE(records.find("one", key, samples::at(0)).value()) << key;
  ASSERT_TRUE(this->store_.people().remove(this->people_, ada, samples::event("delete")));
  EXPECT_EQ(records.find("one", "register-1", samples::at(0)).value(), std::nullopt);
  EXPECT_EQ(records.find("one", "edit-1", samples::at(0)).value(), std::nullopt);
  EXPECT_TRUE(records.find("one", "register-2", samples::at(0)).value());
  ASSERT_TRUE(this->store_.collections().remove(this->people_, {}));
  EXPECT_EQ(records.find("one", "register-2", samples::at(0)).value(), std::nullopt);
}

TYPED_TEST_P(StoreContract, ReplacesAnOldIdempotencyRecord) {
  this->create("people");
  for (std::uint64_t i = 1; i <= 2; ++i) {
    auto registration = samples::registration("p" + std::to_string(i), i, {samples::face_with_photo(i)});
    registration.idempotency = samples::record("one", "k", static_cast<std::int64_t>(100 * i), std::to_string(i));
    ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  }
  EXPECT_EQ(this->store_.idempotency().find("one", "k", samples::at(0)).value()->response, "2");
}

// Changes.

TYPED_TEST_P(StoreContract, NumbersEveryChangeOfTheGallery) {
  this->create("people");
  const auto one = this->store_.faces().add(this->people_, std::vector{samples::face(1)}, samples::event("x"));
  const auto two = this->store_.people().register_person(
      this->people_, samples::registration("ada", 1, {samples::face_with_photo(2)}));
  const auto three = this->store_.people().edit_faces(
      this->people_, samples::person_id("ada"), this->edit({samples::face_id(2)}, {samples::face_with_photo(3)}, {}));
  const auto four = this->store_.faces().remove(this->people_, std::vector{samples::face_id(1)}, samples::event("x"));
  const auto five = this->store_.people().remove(this->people_, samples::person_id("ada"), samples::event("x"));
  const auto six = this->store_.collections().remove(this->people_, {});
  ASSERT_TRUE(one && two && three && four && five && six);
  EXPECT_EQ(*one, 1U);
  EXPECT_EQ(*two, 2U);
  EXPECT_EQ(three->change, 3U);
  EXPECT_EQ(four->change, 4U);
  EXPECT_EQ(five->change, 5U);
  EXPECT_EQ(six->change, 6U);
  samples::Gallery gallery;
  EXPECT_EQ(samples::follow(this->store_.changes(), 0, gallery).value(), 6U);
  EXPECT_EQ(samples::follow(this->store_.changes(), 6, gallery).value(), 6U);
}

TYPED_TEST_P(StoreContract, StopsReplayingWhereTheVisitorFails) {
  this->create("people");
  this->add({samples::face(1)});
  this->add({samples::face(2)});
  int visits = 0;
  const auto replayed = this->store_.changes().replay(0, [&](const ChangeLog::Change&) -> Result<void> {
    ++visits;
    return fail(ErrorCode::kOverloaded, "enough");
  });
  EXPECT_EQ(code_of(replayed), ErrorCode::kOverloaded);
  EXPECT_EQ(visits, 1);
}

TYPED_TEST_P(StoreContract, LetsAVisitorUseTheStore) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  std::size_t found = 0;
  const auto replayed = this->store_.changes().replay(0, [&](const ChangeLog::Change&) -> Result<void> {
    MIEN_TRY(const auto faces, this->store_.faces().find(this->people_, std::vector{samples::face_id(1)}));
    found += faces.size();
    MIEN_TRY_VOID(this->store_.audit().append(samples::event("seen")));
    return {};
  });
  EXPECT_TRUE(replayed);
  EXPECT_EQ(found, 2U);
}

TYPED_TEST_P(StoreContract, NamesEveryObjectThatIsReferredTo) {
  this->create("people");
  this->create("others");
  this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
  ASSERT_TRUE(this->store_.people().register_person(samples::collection_id("others"),
                                                    samples::registration("bob", 2, {samples::face_with_photo(3)})));
  const auto objects = [&] {
    std::vector<ObjectKey> out;
    EXPECT_TRUE(this->store_.changes().for_each_object([&](const ObjectKey& key) { out.push_back(key); }));
    std::ranges::sort(out);
    return out;
  };
  EXPECT_EQ(objects(), (std::vector{samples::object_key(1), samples::object_key(2), samples::object_key(3)}));
  ASSERT_TRUE(this->store_.collections().remove(samples::collection_id("others"), {}));
  EXPECT_EQ(objects(), (std::vector{samples::object_key(1), samples::object_key(2)}));
}

TYPED_TEST_P(StoreContract, LosesNothingWhereManyThreadsWrite) {
  this->create("people");
  constexpr std::uint64_t kThreads = 8;
  constexpr std::uint64_t kRounds = 20;
  std::atomic<int> failures = 0;
  std::vector<std::jthread> threads;
  for (std::uint64_t thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      for (std::uint64_t round = 0; round < kRounds; ++round) {
        const std::uint64_t number = thread * 1000 + round;
        const std::vector added{samples::face(2 * number + 1), samples::face(2 * number + 2)};
        if (!this->store_.faces().add(this->people_, added, samples::event("add"))) ++failures;
        const auto seen = this->store_.faces().find(this->people_, std::vector{added.front().id});
        if (!seen || seen->size() != 1) ++failures;  // What was acknowledged is seen by the next read.
        if (!this->store_.faces().remove(this->people_, std::vector{added.front().id}, samples::event("del")))
          ++failures;
        const auto name = "p" + std::to_string(number);
        const auto registration = samples::registration(name, number, {samples::face_with_photo(100'000 + number)});
        if (!this->store_.people().register_person(this->people_, registration)) ++failures;
        if (round % 2 == 0 &&
            !this->store_.people().remove(this->people_, samples::person_id(name), samples::event("del")))
          ++failures;
      }
    });
  threads.clear();
  EXPECT_EQ(failures, 0);
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->face_count, kThreads * kRounds * 3 / 2);
  EXPECT_EQ(found->person_count, kThreads * kRounds / 2);
  auto gallery = this->gallery();
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kFaces}].size()), kThreads * kRounds * 3 / 2);
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kPeople}].size()), kThreads * kRounds / 2);
  EXPECT_EQ(this->face_ids({}, 7).size(), kThreads * kRounds * 3 / 2);
}

TYPED_TEST_P(StoreContract, LetsAFollowerKeepUpWithWriters) {
  this->create("people");
  samples::Gallery followed;
  ChangeNumber last = 0;
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (std::uint64_t i = 1; i <= 60; ++i) {
      EXPECT_TRUE(this->store_.faces().add(this->people_, std::vector{samples::face(i)}, samples::event("add")));
      if (i % 3 == 0) {
        const std::vector gone{samples::face_id(i - 1)};
        EXPECT_TRUE(this->store_.faces().remove(this->people_, gone, samples::event("del")));
      }
    }
    done = true;
  });
  for (bool last_round = false; !last_round;) {
    last_round = done;
    const auto covered = samples::follow(this->store_.changes(), last, followed);
    ASSERT_TRUE(covered) << covered.error().message;
    last = *covered;
  }
  EXPECT_EQ(samples::tidy(followed), this->gallery());
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, KeepsACollection, RefusesASecondCollectionOfOneId, TakesTagsAsTheyAre,
                            CountsFacesAndPeople, NamesAMissingCollectionEverywhere, ListsCollectionsByIdInPages,
                            KeepsTokensOfLongIdsShort, RemovesACollectionWithEverythingInIt, KeepsEveryFieldOfAFace,
                            LeavesAFaceThatItHasAsItIs, KeepsOneFaceIdPerCollection, ListsFacesInTheOrderTheyCame,
                            FiltersFacesByPersonAndId, PagesStayRightWhileFacesComeAndGo,
                            RefusesPageTokensThatAreNotItsOwn, RemovesOnlyFacesOfNobody, TellsWhosePictureItIs,
                            RegistersAPersonWithEverything, RegistersAllOrNothing, RegistersWithFacesThatExistAlready,
                            FindsPeopleByKeyInOrder, SearchesNamesAndIdsIgnoringAsciiCase, UpdatesOnlyWhatIsGiven,
                            NamesAMissingPerson, RemovesAPersonWithFacesAndPhotos, EditsAPersonsFaces,
                            RefusesAnEditThatMeetsOtherFaces, RefusesAnEditThatTakesAnothersFace,
                            HoldsAPersonToItsNumberOfFaces, ListsEventsNewestFirst, FiltersEventsAndKeepsEveryField,
                            KeepsIdempotencyRecordsPerCallerUntilTheyAreOld, ReplacesAnOldIdempotencyRecord,
                            ForgetsIdempotencyRecordsThatNameAPersonWhoIsRemoved, NumbersEveryChangeOfTheGallery,
                            StopsReplayingWhereTheVisitorFails, LetsAVisitorUseTheStore,
                            NamesEveryObjectThatIsReferredTo, LosesNothingWhereManyThreadsWrite,
                            LetsAFollowerKeepUpWithWriters);

}  // namespace mien
