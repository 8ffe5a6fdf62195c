#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "contract/store_contract.h"
#include "core/limits.h"

namespace mien {

/// What every adapter's PeopleStore must do.
template <class Store>
class StorePeopleContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StorePeopleContract);

TYPED_TEST_P(StorePeopleContract, RegistersAPersonWithEverything) {
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

TYPED_TEST_P(StorePeopleContract, RegistersAllOrNothing) {
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

TYPED_TEST_P(StorePeopleContract, RegistersWithFacesThatExistAlready) {
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

TYPED_TEST_P(StorePeopleContract, FindsPeopleByKeyInOrder) {
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

TYPED_TEST_P(StorePeopleContract, SearchesNamesAndIdsIgnoringCaseAndAccents) {
  this->create("people");
  const std::vector<std::pair<std::string, std::string>> names{{"p1", "Ada Lovelace"},  {"p2", "100% Sure"},
                                                               {"P3_x", "under_score"}, {"p4", "\xC3\x89mile"},
                                                               {"p5", "back\\slash"},   {"p6", "Щербаков"}};
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
  EXPECT_EQ(this->person_ids("\xC3\xA9mi"), (Ids{"p4"}));
  EXPECT_EQ(this->person_ids("emil"), (Ids{"p4"})) << "typed without its accent";
  EXPECT_EQ(this->person_ids("щербаков"), (Ids{"p6"}));
  EXPECT_EQ(this->person_ids("p", 2), (Ids{"P3_x", "p1", "p2", "p4", "p5", "p6"})) << "by id, page by page";
  EXPECT_EQ(this->person_ids(std::string(100'000, 'q')), Ids{});
  EXPECT_EQ(this->person_ids("' OR 1=1 --"), Ids{});
}

TYPED_TEST_P(StorePeopleContract, UpdatesOnlyWhatIsGiven) {
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

TYPED_TEST_P(StorePeopleContract, NamesAMissingPerson) {
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

TYPED_TEST_P(StorePeopleContract, RemovesAPersonWithFacesAndPhotos) {
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

TYPED_TEST_P(StorePeopleContract, EditsAPersonsFaces) {
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

TYPED_TEST_P(StorePeopleContract, RefusesAnEditThatMeetsOtherFaces) {
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

TYPED_TEST_P(StorePeopleContract, RefusesAnEditThatTakesAnothersFace) {
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

TYPED_TEST_P(StorePeopleContract, HoldsAPersonToItsNumberOfFaces) {
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

TYPED_TEST_P(StorePeopleContract, MakesOnePersonOfTwo) {
  this->create("people");
  this->register_person("ada", 1, {samples::face(1)});
  this->register_person("bob", 2, {samples::face(2), samples::face(3)});
  const auto merge = [&](std::vector<FaceId> into, std::vector<FaceId> from) {
    return this->store_.people().merge(this->people_, *PersonId::parse("ada"), *PersonId::parse("bob"),
                                       {.expected_into = std::move(into),
                                        .expected_from = std::move(from),
                                        .fused = samples::embedding(9),
                                        .now = samples::at(77),
                                        .event = samples::event("merge_people")});
  };
  const FaceId one = samples::face(1).id;
  const FaceId two = samples::face(2).id;
  const FaceId three = samples::face(3).id;
  EXPECT_EQ(code_of(merge({one}, {two})), ErrorCode::kChangedMeanwhile);
  EXPECT_EQ(code_of(merge({one, two}, {two, three})), ErrorCode::kChangedMeanwhile);
  const auto done = merge({one}, {three, two});
  ASSERT_TRUE(done) << done.error().message << done.error().detail;
  EXPECT_TRUE(done->objects.empty());
  EXPECT_EQ(this->person_ids(), std::vector<std::string>{"ada"});
  EXPECT_EQ(this->face_ids({.person = *PersonId::parse("ada")}), (std::vector<FaceId>{one, two, three}));
  const auto ada = this->store_.people().find(this->people_, *PersonId::parse("ada"));
  EXPECT_EQ(ada->face_count, 3U);
  EXPECT_EQ(ada->updated, samples::at(77));
  const auto collection = this->store_.collections().find(this->people_);
  EXPECT_EQ(collection->person_count, 1U);
  EXPECT_EQ(collection->face_count, 3U);
  EXPECT_EQ(code_of(merge({one}, {two})), ErrorCode::kNotFound);
  // The index is told: whoever follows finds one template, the joined one.
  std::size_t joined = 0;
  std::size_t removed = 0;
  ASSERT_TRUE(this->store_.changes().replay(0, [&](const ChangeLog::Change& change) -> Result<void> {
    const auto* upsert = std::get_if<ChangeLog::Upsert>(&change.what);
    if (upsert != nullptr && upsert->gallery.kind == GalleryKind::kPeople && change.number == done->change) ++joined;
    const auto* removal = std::get_if<ChangeLog::Remove>(&change.what);
    if (removal != nullptr && removal->gallery.kind == GalleryKind::kPeople) ++removed;
    return {};
  }));
  EXPECT_EQ(joined, 1U);
  EXPECT_EQ(removed, 1U);
}

TYPED_TEST_P(StorePeopleContract, EndsAPageThatHoldsEnoughText) {
  this->create("people");
  const std::string half(limits::kPeoplePageBytesMax / 2, 'x');
  std::uint64_t number = 0;
  for (const std::string_view id : {"ada", "bob", "cyd", "dan", "eve"}) {
    ++number;
    auto registration = samples::registration(id, number, {samples::face_with_photo(number)});
    registration.person.attributes_json = half;
    ASSERT_TRUE(this->store_.people().register_person(this->people_, registration));
  }
  std::vector<std::size_t> pages;
  PageRequest request{.after = {}, .limit = 4};
  do {
    auto page = this->store_.people().list(this->people_, "", request);
    ASSERT_TRUE(page);
    pages.push_back(page->items.size());
    request.after = std::move(page->next);
  } while (!request.after.empty() && pages.size() < 10);
  EXPECT_EQ(pages, (std::vector<std::size_t>{2, 2, 1}));
}

REGISTER_TYPED_TEST_SUITE_P(StorePeopleContract, RegistersAPersonWithEverything, RegistersAllOrNothing,
                            RegistersWithFacesThatExistAlready, FindsPeopleByKeyInOrder, EndsAPageThatHoldsEnoughText,
                            SearchesNamesAndIdsIgnoringCaseAndAccents, UpdatesOnlyWhatIsGiven, NamesAMissingPerson,
                            RemovesAPersonWithFacesAndPhotos, EditsAPersonsFaces, RefusesAnEditThatMeetsOtherFaces,
                            RefusesAnEditThatTakesAnothersFace, HoldsAPersonToItsNumberOfFaces, MakesOnePersonOfTwo);

}  // namespace mien
