#include "app/people.h"

#include <thread>

#include "app/list_events.h"
#include "core/fusion.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class People : public ::testing::Test {
 protected:
  World world;
  const PersonId ann = person_id("ann");
  const PersonId bob = person_id("bob");
  Result<GetPerson::Response> add(std::vector<std::span<const std::byte>> images) {
    return world.add_faces.run({.collection = world.staff, .person = ann, .images = std::move(images)});
  }
  Result<void> remove_face(const FaceId& face) { return world.delete_face.run(world.staff, ann, face, "key-1"); }
  float cosine_in_index(const Embedding& embedding) {
    const auto hits = world.memory_index.nearest({world.staff, GalleryKind::kPeople}, std::vector{embedding}, 1, -1);
    return hits->at(0).at(0).cosine;
  }
};

TEST_F(People, AreListedAndRead) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(world.add(2, "bob"));
  const ListPeople list(world.people);
  const auto page = list.run(world.staff, "AN", {});
  ASSERT_OK(page);
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->items[0].id, ann);
  EXPECT_FAILS(list.run(collection_id("none"), "", {}), kNotFound);
  EXPECT_FAILS(list.run(world.staff, "", {.after = "nonsense"}), kInvalidPageToken);
  const auto got = world.get_person.run(world.staff, bob);
  ASSERT_OK(got);
  EXPECT_EQ(got->person.id, bob);
  ASSERT_EQ(got->faces.size(), 1U);
  EXPECT_EQ(got->faces[0].embedding, embedding_of(2));
  EXPECT_FAILS(world.get_person.run(world.staff, person_id("eve")), kNotFound);
  EXPECT_FAILS(world.get_person.run(collection_id("none"), ann), kNotFound);
  world.store.set_down(true);
  EXPECT_FAILS(world.get_person.run(world.staff, ann), kUnavailable);
  EXPECT_FAILS(list.run(world.staff, "", {}), kUnavailable);
}

TEST_F(People, AreUpdated) {
  ASSERT_OK(world.add(1, "ann"));
  world.clock.advance(std::chrono::minutes(1));
  const auto updated =
      world.update_person.run(world.staff, ann, {.name = "Ann B.", .attributes_json = R"({"a":1})"}, "key-1");
  ASSERT_OK(updated);
  EXPECT_EQ(updated->name, "Ann B.");
  EXPECT_EQ(updated->attributes_json, R"({"a":1})");
  EXPECT_EQ(updated->updated, world.clock.now());
  EXPECT_LT(updated->created, updated->updated);
  EXPECT_EQ(world.events()[0].action, "update_person");
  EXPECT_EQ(world.events()[0].subject, "ann");
  EXPECT_FAILS(world.update_person.run(world.staff, ann, {.name = ""}, ""), kInvalidArgument);
  EXPECT_FAILS(world.update_person.run(world.staff, ann,
                                       {.attributes_json = std::string(limits::kAttributesBytesMax + 1, ' ')}, ""),
               kInvalidArgument);
  EXPECT_FAILS(world.update_person.run(world.staff, bob, {.name = "Bob"}, ""), kNotFound);
  EXPECT_FAILS(world.update_person.run(collection_id("none"), ann, {.name = "Ann"}, ""), kNotFound);
  world.store.set_down(true);
  EXPECT_FAILS(world.update_person.run(world.staff, ann, {.name = "Ann"}, ""), kUnavailable);
}

TEST_F(People, AreDeletedWithEverythingButTheAuditLine) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(world.add(2, "bob"));
  ASSERT_OK(world.delete_person.run(world.staff, ann, "key-1"));
  EXPECT_EQ(world.stored_faces().size(), 1U);
  EXPECT_EQ(world.memory_objects.size(), 1U);
  EXPECT_EQ(world.searchable(GalleryKind::kPeople), 1U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 1U);
  EXPECT_EQ(world.events()[0].action, "delete_person");
  EXPECT_EQ(world.events()[0].subject, "ann");
  EXPECT_FAILS(world.delete_person.run(world.staff, ann, ""), kNotFound);
  EXPECT_FAILS(world.delete_person.run(collection_id("none"), bob, ""), kNotFound);
  world.expect_consistent();
  EXPECT_TRUE(world.add(1, "ann")) << "the face is free again";
}

TEST_F(People, AreDeletedThoughAFileOrTheIndexFails) {
  for (int call = 1; call <= 4; ++call) {  // remove, the file, replay, the index
    World other;
    ASSERT_OK(other.add(1, "ann"));
    other.plan.fail_call(call);
    const auto removed = other.delete_person.run(other.staff, ann, "");
    other.plan.never();
    EXPECT_EQ(removed.has_value(), call == 2) << call;
    EXPECT_EQ(other.people_count(), call == 1 ? 1U : 0U);
    EXPECT_EQ(other.memory_objects.size(), call <= 2 ? 1U : 0U);
    ASSERT_OK(other.feed.catch_up(0));
    EXPECT_EQ(other.searchable(GalleryKind::kPeople), other.people_count());
  }
}

TEST_F(People, GetFurtherFaces) {
  ASSERT_OK(world.add(1, "ann"));
  world.clock.advance(std::chrono::minutes(1));
  const auto response = world.add_faces.run(
      {.collection = world.staff, .person = ann, .images = {world.photo(1, 2), world.photo(1, 3)}, .actor = "key-1"});
  ASSERT_OK(response);
  EXPECT_EQ(response->person.face_count, 3U);
  EXPECT_EQ(response->person.updated, world.clock.now());
  ASSERT_EQ(response->faces.size(), 3U);
  const auto got = world.get_person.run(world.staff, ann);
  ASSERT_OK(got);
  ASSERT_EQ(got->faces.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(got->faces[i].id, response->faces[i].id);
  EXPECT_EQ(world.memory_objects.size(), 3U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 3U);
  EXPECT_FLOAT_EQ(
      cosine_in_index(fuse(std::vector{embedding_of(1), embedding_of(1, 2), embedding_of(1, 3)})->embedding), 1);
  EXPECT_EQ(world.events()[0].action, "add_person_faces");
  EXPECT_EQ(world.events()[0].actor, "key-1");
  world.expect_consistent();
}

TEST_F(People, GetNothingFromAPictureTheyHave) {
  ASSERT_OK(world.add(1, "ann"));
  const std::size_t events = world.events().size();
  const auto same = add({world.photo(1)});
  ASSERT_OK(same);
  EXPECT_EQ(same->faces.size(), 1U);
  EXPECT_EQ(world.events().size(), events);
  const auto one_new = add({world.photo(1), world.photo(1, 2)});
  ASSERT_OK(one_new);
  EXPECT_EQ(one_new->faces.size(), 2U);
  EXPECT_EQ(world.memory_objects.size(), 2U);
  world.expect_consistent();
}

TEST_F(People, KeepTheIdempotencyRecordThoughNothingWasAdded) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(world.add_faces.run({.collection = world.staff,
                                 .person = ann,
                                 .images = {world.photo(1)},
                                 .idempotency = [&](const GetPerson::Response& response) {
                                   return IdempotencyRecord{.actor = "key-1",
                                                            .key = "once",
                                                            .response = std::to_string(response.faces.size()),
                                                            .created = world.clock.now()};
                                 }}));
  const auto record = world.store.idempotency().find("key-1", "once", Timestamp{});
  ASSERT_OK(record);
  ASSERT_TRUE(record->has_value());
  EXPECT_EQ((*record)->response, "1");
}

TEST_F(People, GetNoFaceOfAnother) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(world.add(2, "bob"));
  const auto refused = add({world.photo(1, 2), world.photo(3)});
  EXPECT_FAILS(refused, kIdentityConflict);
  EXPECT_EQ(world.events().front().action, "add_person_faces");
  EXPECT_EQ(world.events().front().outcome, "identity_conflict");
  EXPECT_EQ(world.events().front().subject, "ann");
  EXPECT_EQ(refused.error().message, "Picture 2 does not show the person's face.");
  world.policy.same_person_similarity_min = 0;
  EXPECT_FAILS(add({world.photo(2)}), kImageOfAnotherPerson);
  EXPECT_EQ(world.get_person.run(world.staff, ann)->faces.size(), 1U);
  world.expect_consistent();
}

TEST_F(People, GetNoFaceFromABadRequest) {
  ASSERT_OK(world.add(1, "ann"));
  const auto request = [&](std::string_view collection, std::string_view person) {
    return AddPersonFaces::Request{
        .collection = collection_id(collection), .person = person_id(person), .images = {world.photo(1, 2)}};
  };
  world.make_collection(collection_id("old"), "6.0");
  const int reads = world.reader.reads();
  EXPECT_FAILS(world.add_faces.run(request("none", "ann")), kNotFound);
  EXPECT_FAILS(world.add_faces.run(request("staff", "eve")), kNotFound);
  EXPECT_FAILS(world.add_faces.run(request("old", "ann")), kModelMismatch);
  EXPECT_EQ(world.reader.reads(), reads);
  EXPECT_FAILS(add({}), kInvalidArgument);
  EXPECT_FAILS(add({world.photo(1, 2), world.photo(1, 2)}), kInvalidArgument);
  EXPECT_FAILS(add({world.reader.script("empty", image_with({}))}), kNoFaceInImage);
  EXPECT_FAILS(add({world.reader.script("two", image_with({face_with(embedding_of(1)), face_with(embedding_of(2))}))}),
               kSeveralFaces);
  EXPECT_FAILS(add({world.reader.script("dark", image_with({rejected_face({QualityReason::kLowBrightness})}))}),
               kLowQuality);
  EXPECT_FAILS(add({{}}), kImageFormat);
  world.expect_consistent();
}

TEST_F(People, HaveAtMostAHundredFaces) {
  ASSERT_OK(world.add(1, "ann"));
  for (std::size_t i = 1; i < limits::kFacesPerPersonMax; ++i) ASSERT_OK(add({world.photo(1, i)}));
  EXPECT_FAILS(add({world.photo(1, 200)}), kQuotaExceeded);
  EXPECT_TRUE(add({world.photo(1, 50)})) << "a picture that the person has already adds nothing";
  EXPECT_EQ(world.get_person.run(world.staff, ann)->faces.size(), limits::kFacesPerPersonMax);
  world.expect_consistent();
}

TEST_F(People, KeepEveryFaceThatManyAddAtOnce) {
  ASSERT_OK(world.add(1, "ann"));
  std::vector<std::span<const std::byte>> photos;
  for (std::size_t i = 1; i <= 8; ++i) photos.push_back(world.photo(1, i));
  std::vector<std::jthread> threads;
  for (const auto photo : photos)
    threads.emplace_back([&, photo] {
      const auto response = add({photo});
      ASSERT_OK(response);
    });
  threads.clear();
  const auto got = world.get_person.run(world.staff, ann);
  ASSERT_OK(got);
  ASSERT_EQ(got->faces.size(), 9U);
  std::vector<Embedding> embeddings;
  for (const StoredFace& face : got->faces) embeddings.push_back(face.embedding);
  EXPECT_FLOAT_EQ(cosine_in_index(fuse(embeddings)->embedding), 1);
  world.expect_consistent();
}

TEST_F(People, GetFacesUnderTheLockOfTheRegistrations) {
  ASSERT_OK(world.add(1, "ann"));
  const std::vector images{world.photo(1, 2)};
  std::string calls;
  world.reader.set_after_read([&] { calls += 'R'; });
  world.watch_lock(calls);
  ASSERT_OK(add(images));
  // Collection and person; the picture; the file; then faces, person, picture, edit, replay and both galleries.
  EXPECT_EQ(calls, "--R-LLLLLLL");
}

TEST_F(People, NeverShareAPictureThoughTwoAskAtOnce) {
  world.policy.same_person_similarity_min = 0;
  ASSERT_OK(world.add(1, "ann"));
  for (std::size_t round = 0; round < 20; ++round) {
    const auto photo = world.photo(2, round, 1.0);
    bool added = false;
    bool registered = false;
    {
      const std::jthread adding([&] { added = add({photo}).has_value(); });
      const std::jthread registering([&] {
        registered = world.register_person.run({.collection = world.staff, .images = {photo}, .name = "Bob", .id = bob})
                         .has_value();
      });
    }
    EXPECT_FALSE(added && registered);
    if (registered) {
      ASSERT_OK(world.delete_person.run(world.staff, bob, ""));
    }
  }
  world.expect_consistent();
}

TEST_F(People, GetFacesThoughOthersChangeThemMeanwhile) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(add({world.photo(1, 2)}));
  const FaceId first = world.get_person.run(world.staff, ann)->faces[0].id;
  int edits = 0;
  world.people.set_before_edit([&] {
    if (++edits > 1) return;
    const Embedding left = embedding_of(1, 2);
    const auto faces = world.get_person.run(world.staff, ann)->faces;
    const auto removal = world.store.people().edit_faces(world.staff, ann,
                                                         {.expected = {faces[0].id, faces[1].id},
                                                          .added = {},
                                                          .removed = {first},
                                                          .fused = left,
                                                          .now = {},
                                                          .event = {}});
    ASSERT_OK(removal);
    for (const ObjectKey& object : removal->objects) ASSERT_OK(world.memory_objects.remove(object));
  });
  const auto response = add({world.photo(1, 3)});
  ASSERT_OK(response);
  EXPECT_EQ(edits, 2);
  ASSERT_EQ(response->faces.size(), 2U);
  EXPECT_NE(response->faces[0].id, first);
  EXPECT_FLOAT_EQ(cosine_in_index(fuse(std::vector{embedding_of(1, 2), embedding_of(1, 3)})->embedding), 1);
  world.expect_consistent();
}

/// Says at every edit that the faces changed.
class RestlessPeople final : public PeopleStore {
 public:
  explicit RestlessPeople(PeopleStore& inner) : inner_(inner) {}
  Result<ChangeNumber> register_person(const CollectionId& collection, const Registration& registration) override {
    return inner_.register_person(collection, registration);
  }
  Result<Person> find(const CollectionId& collection, const PersonId& id) const override {
    return inner_.find(collection, id);
  }
  Result<std::vector<Person>> find_keys(const CollectionId& collection,
                                        std::span<const PersonKey> keys) const override {
    return inner_.find_keys(collection, keys);
  }
  Result<Page<Person>> list(const CollectionId& collection, std::string_view query,
                            const PageRequest& page) const override {
    return inner_.list(collection, query, page);
  }
  Result<Person> update(const CollectionId& collection, const PersonId& id, const Changes& changes, Timestamp now,
                        const AuditEvent& event) override {
    return inner_.update(collection, id, changes, now, event);
  }
  Result<Removal> remove(const CollectionId& collection, const PersonId& id, const AuditEvent& event) override {
    return inner_.remove(collection, id, event);
  }
  Result<Removal> edit_faces(const CollectionId&, const PersonId&, const FaceEdit&) override {
    ++edits_;
    return fail(ErrorCode::kChangedMeanwhile, "The faces changed.");
  }
  Result<Removal> merge(const CollectionId& collection, const PersonId& into, const PersonId& from,
                        const Merge& merge) override {
    return inner_.merge(collection, into, from, merge);
  }
  int edits() const { return edits_; }

 private:
  PeopleStore& inner_;
  int edits_ = 0;
};

TEST_F(People, AreGivenUpOnAfterFiveAttempts) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(add({world.photo(1, 2)}));
  const FaceId face = world.get_person.run(world.staff, ann)->faces[0].id;
  RestlessPeople restless(world.people);
  const RegistrationPorts ports{world.reader, world.collections, world.faces,         restless,           world.objects,
                                world.index,  world.feed,        world.store.audit(), world.registrations};
  const AddPersonFaces adding(ports, world.model, world.policy, world.sources);
  EXPECT_FAILS(adding.run({.collection = world.staff, .person = ann, .images = {world.photo(1, 3)}}),
               kChangedMeanwhile);
  EXPECT_EQ(restless.edits(), 5);
  const DeletePersonFace deleting(restless, world.faces, world.objects, world.feed, world.sources);
  EXPECT_FAILS(deleting.run(world.staff, ann, face, ""), kChangedMeanwhile);
  EXPECT_EQ(restless.edits(), 10);
  world.expect_consistent();
}

TEST_F(People, GetFacesAllOrNothingWhereverACallFails) {
  bool finished = false;
  for (int call = 1; !finished; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    World other;
    ASSERT_OK(other.add(1, "ann"));
    const AddPersonFaces::Request request{
        .collection = other.staff, .person = ann, .images = {other.photo(1, 2), other.photo(1, 3)}};
    other.plan.fail_call(call);
    const auto response = other.add_faces.run(request);
    finished = !other.plan.struck();
    other.plan.never();
    other.expect_consistent();
    if (finished) {
      EXPECT_GE(call, 12) << "the faults reached fewer calls than an addition makes";
    }
    const std::size_t faces = other.stored_faces().size();
    if (finished)
      ASSERT_OK(response);
    else if (faces == 1)
      EXPECT_FAILS(response, kUnavailable);
    else
      EXPECT_FAILS(response, kStoredNotSearchable);
    EXPECT_TRUE(faces == 1 || faces == 3) << faces;
    ASSERT_OK(other.add_faces.run(request));
    ASSERT_OK(other.feed.catch_up(0));
    EXPECT_EQ(other.stored_faces().size(), 3U);
    EXPECT_EQ(other.searchable(GalleryKind::kFaces), 3U);
    other.expect_consistent();
  }
}

TEST_F(People, LoseAFaceWithItsPhoto) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(add({world.photo(1, 2)}));
  const auto before = world.get_person.run(world.staff, ann);
  ASSERT_OK(remove_face(before->faces[0].id));
  const auto after = world.get_person.run(world.staff, ann);
  ASSERT_OK(after);
  ASSERT_EQ(after->faces.size(), 1U);
  EXPECT_EQ(after->faces[0].id, before->faces[1].id);
  EXPECT_EQ(world.memory_objects.size(), 1U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 1U);
  EXPECT_FLOAT_EQ(cosine_in_index(embedding_of(1, 2)), 1);
  EXPECT_EQ(world.events()[0].action, "delete_person_face");
  EXPECT_EQ(world.events()[0].actor, "key-1");
  world.expect_consistent();
}

TEST_F(People, KeepTheirLastFace) {
  ASSERT_OK(world.add(1, "ann"));
  const auto refused = remove_face(world.stored_faces()[0].id);
  EXPECT_FAILS(refused, kInvalidArgument);
  EXPECT_NE(refused.error().message.find("delete the person"), std::string::npos);
}

TEST_F(People, KeepFacesThatAreNotTheirs) {
  ASSERT_OK(world.add(1, "ann"));
  const auto bob_added = world.add(2, "bob");
  ASSERT_OK(bob_added);
  EXPECT_FAILS(remove_face(bob_added->faces[0].id), kNotFound);
  EXPECT_FAILS(world.delete_face.run(world.staff, person_id("eve"), bob_added->faces[0].id, ""), kNotFound);
  EXPECT_FAILS(world.delete_face.run(collection_id("none"), bob, bob_added->faces[0].id, ""), kNotFound);
  world.store.set_down(true);
  EXPECT_FAILS(remove_face(bob_added->faces[0].id), kUnavailable);
}

TEST_F(People, LeaveALineForEveryEvent) {
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(world.add(2, "bob"));
  const ListEvents list(world.audit);
  const auto all = list.run({}, {.after = {}, .limit = 1});
  ASSERT_OK(all);
  ASSERT_EQ(all->items.size(), 1U);
  EXPECT_EQ(all->items[0].subject, "bob");
  const auto of_ann = list.run({.subject = "ann"}, {});
  ASSERT_OK(of_ann);
  EXPECT_EQ(of_ann->items.size(), 1U);
  EXPECT_FAILS(list.run({}, {.after = "nonsense"}), kInvalidPageToken);
  world.store.set_down(true);
  EXPECT_FAILS(list.run({}, {}), kUnavailable);
}

}  // namespace
}  // namespace mien::app
