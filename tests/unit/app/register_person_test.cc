#include "app/register_person.h"

#include <algorithm>
#include <thread>

#include "app/face_ids.h"
#include "core/fusion.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class Register : public ::testing::Test {
 protected:
  World world;
  Result<RegisterPerson::Response> run(std::vector<std::span<const std::byte>> images, std::string_view id = {}) {
    RegisterPerson::Request request{.collection = world.staff, .images = std::move(images), .name = "Ann"};
    if (!id.empty()) request.id = person_id(id);
    return world.register_person.run(request);
  }
  void expect_nobody_stored() {
    EXPECT_EQ(world.people_count(), 0U);
    EXPECT_TRUE(world.stored_faces().empty());
    EXPECT_EQ(world.memory_objects.size(), 0U);
    EXPECT_EQ(world.searchable(GalleryKind::kPeople), 0U);
  }
  void expect_nothing_stored() {
    expect_nobody_stored();
    EXPECT_TRUE(world.events().empty());
  }
};

TEST_F(Register, TakesThePhotoFromTheObjectThatHasItOrWritesIt) {
  for (const bool is_there : {true, false}) {
    World other;
    const ObjectKey upload{other.ids.random()};
    if (is_there) {
      ASSERT_OK(other.memory_objects.put(upload, other.photo(1)));
    }
    const auto response = other.register_person.run(
        {.collection = other.staff, .images = {other.photo(1)}, .stored = upload, .name = "Ann"});
    ASSERT_OK(response);
    ASSERT_OK(other.memory_objects.remove(upload));
    const auto photo = other.memory_objects.get(*response->faces.front().object);
    ASSERT_OK(photo);
    EXPECT_TRUE(std::ranges::equal(*photo, other.photo(1)));
    EXPECT_EQ(other.memory_objects.size(), 1U);
  }
}

TEST_F(Register, AddsPicturesToANamesakeWhereThatIsWanted) {
  const auto add = [&](std::size_t person, std::size_t variant, const std::string& name, bool joins = true) {
    return world.register_person.run(
        {.collection = world.staff, .images = {world.photo(person, variant)}, .name = name, .joins_namesake = joins});
  };
  const auto first = add(1, 1, "Ann");
  ASSERT_OK(first);
  const auto second = add(1, 2, "Ann");
  ASSERT_OK(second);
  EXPECT_EQ(second->person.id, first->person.id);
  EXPECT_EQ(second->person.face_count, 2U);
  ASSERT_EQ(second->faces.size(), 1U) << "the request's own";
  EXPECT_NE(second->faces.front().id, first->faces.front().id);
  const auto again = add(1, 2, "Ann");
  ASSERT_OK(again);
  EXPECT_EQ(again->faces.front().id, second->faces.front().id);
  EXPECT_EQ(world.stored_faces().size(), 2U);
  EXPECT_EQ(world.memory_objects.size(), 2U) << "what was written for nothing has gone";
  EXPECT_FAILS(add(1, 3, "Ann", false), kDuplicatePerson);
  EXPECT_FAILS(add(1, 3, "Not Ann"), kDuplicatePerson);
  EXPECT_FAILS(add(1, 2, "Not Ann"), kImageOfAnotherPerson);
  EXPECT_EQ(world.stored_faces().size(), 2U);
}

TEST_F(Register, StoresPersonFacesPhotosAndAuditLineTogether) {
  const std::vector images{world.photo(1, 1), world.photo(1, 2)};
  const auto response = world.register_person.run({.collection = world.staff,
                                                   .images = images,
                                                   .name = "Ann Zoë",
                                                   .id = person_id("ann"),
                                                   .attributes_json = R"({"floor":3})",
                                                   .consent = true,
                                                   .actor = "key-1"});
  ASSERT_OK(response);
  const auto person = world.people.find(world.staff, person_id("ann"));
  ASSERT_OK(person);
  EXPECT_EQ(person->name, "Ann Zoë");
  EXPECT_EQ(person->attributes_json, R"({"floor":3})");
  EXPECT_TRUE(person->consent);
  EXPECT_EQ(person->created, world.clock.now());
  EXPECT_EQ(person->face_count, 2U);
  EXPECT_EQ(person->key, response->person.key);
  EXPECT_EQ(response->person.face_count, 2U);
  const auto faces = world.stored_faces();
  ASSERT_EQ(faces.size(), 2U);
  ASSERT_EQ(response->faces.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(faces[i].id, response->faces[i].id);
    EXPECT_EQ(faces[i].person, person_id("ann"));
    EXPECT_EQ(response->faces[i].person, person_id("ann"));
    EXPECT_EQ(faces[i].external_image->text(), "ann");
    EXPECT_EQ(faces[i].id, derive_face_id(world.ids, world.ids.sha256(images[i]), 0, faces[i].external_image));
    EXPECT_EQ(faces[i].embedding, embedding_of(1, i + 1));
    const auto object = world.objects.get(*faces[i].object);
    ASSERT_OK(object);
    EXPECT_TRUE(std::ranges::equal(*object, images[i]));
  }
  ASSERT_EQ(world.events().size(), 1U);
  EXPECT_EQ(world.events()[0].action, "register_person");
  EXPECT_EQ(world.events()[0].subject, "ann");
  EXPECT_EQ(world.events()[0].actor, "key-1");
  const auto fused = fuse(std::vector{embedding_of(1, 1), embedding_of(1, 2)});
  const auto hits = world.index.nearest({world.staff, GalleryKind::kPeople}, std::vector{fused->embedding}, 2, 0);
  ASSERT_OK(hits);
  ASSERT_EQ((*hits)[0].size(), 1U);
  EXPECT_EQ((*hits)[0][0].key, person->key.uuid);
  EXPECT_FLOAT_EQ((*hits)[0][0].cosine, 1);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 2U);
}

TEST_F(Register, MakesAnIdWhereNoneIsGiven) {
  const auto first = world.add(1);
  const auto second = world.add(2);
  ASSERT_OK(first);
  ASSERT_OK(second);
  EXPECT_TRUE(Uuid::parse(first->person.id.text()));
  EXPECT_NE(first->person.id, second->person.id);
}

TEST_F(Register, RefusesBadNamesAndAttributes) {
  EXPECT_FAILS(world.register_person.run({.collection = world.staff, .images = {world.photo(1)}, .name = ""}),
               kInvalidArgument);
  EXPECT_FAILS(world.register_person.run({.collection = world.staff,
                                          .images = {world.photo(1)},
                                          .name = "Ann",
                                          .attributes_json = std::string(limits::kAttributesBytesMax + 1, ' ')}),
               kInvalidArgument);
  EXPECT_FAILS(
      world.register_person.run(
          {.collection = world.staff, .images = {world.photo(1)}, .name = "Ann", .id = PersonId::parse("..").value()}),
      kInvalidArgument);
  EXPECT_FAILS(run({}), kInvalidArgument);
  EXPECT_FAILS(run({world.photo(1), world.photo(1)}), kInvalidArgument);
  EXPECT_EQ(world.reader.reads(), 0);
  expect_nothing_stored();
}

TEST_F(Register, ChecksTheCollectionFirst) {
  world.make_collection(collection_id("old"), "6.0");
  for (const auto& [id, code] :
       {std::pair{"none", ErrorCode::kNotFound}, std::pair{"old", ErrorCode::kModelMismatch}}) {
    const auto refused =
        world.register_person.run({.collection = collection_id(id), .images = {world.photo(1)}, .name = "Ann"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code);
  }
  EXPECT_EQ(world.reader.reads(), 0);
}

TEST_F(Register, RefusesPicturesWithoutOneGoodFace) {
  EXPECT_FAILS(run({world.reader.script("empty", image_with({}))}), kNoFaceInImage);
  EXPECT_FAILS(run({world.reader.script("two", image_with({face_with(embedding_of(1)), face_with(embedding_of(2))}))}),
               kSeveralFaces);
  EXPECT_FAILS(run({world.reader.script("dark", image_with({rejected_face({QualityReason::kLowBrightness})}))}),
               kLowQuality);
  EXPECT_FAILS(run({world.reader.script("broken", fail(ErrorCode::kImageFormat, "No."))}), kImageFormat);
  EXPECT_FAILS(run({world.reader.script("queue", fail(ErrorCode::kOverloaded, "No."))}), kOverloaded);
  expect_nothing_stored();
}

TEST_F(Register, RefusesPicturesOfDifferentPeopleAndNamesTheOddOne) {
  const auto refused = run({world.photo(1, 1), world.photo(1, 2), world.photo(7, 3), world.photo(1, 4)});
  EXPECT_FAILS(refused, kIdentityConflict);
  EXPECT_EQ(refused.error().message, "Picture 3 does not show the same person as the others.");
  EXPECT_FAILS(run({world.photo(1), world.photo(2)}), kIdentityConflict);
  expect_nobody_stored();
}

TEST_F(Register, HoldsPicturesToThePolicysBarExactly) {
  // Two pictures with cosine .55 * .55 = .3025 are at similarity 60.25.
  world.policy.same_person_similarity_min = 60.3;
  EXPECT_FAILS(run({world.photo(1, 1, 0.55), world.photo(1, 2, 0.55)}), kIdentityConflict);
  world.policy.same_person_similarity_min = 60.2;
  EXPECT_TRUE(run({world.photo(1, 1, 0.55), world.photo(1, 2, 0.55)}));
}

TEST_F(Register, RefusesOnePictureForTwoPeople) {
  ASSERT_OK(world.add(1, "ann"));
  const auto refused = run({world.photo(1, 5), world.photo(1)}, "bob");
  EXPECT_FAILS(refused, kImageOfAnotherPerson);
  EXPECT_EQ(refused.error().message, "Picture 2 is registered for another person.");
  EXPECT_EQ(refused.error().subject, "ann");
  EXPECT_EQ(world.people_count(), 1U);
  world.expect_consistent();
}

TEST_F(Register, LeavesAnEventOfARefusalThatTellsWhoseAFaceIs) {
  ASSERT_OK(world.add(1, "ann"));
  const auto last = [&] { return world.events().front(); };
  EXPECT_FAILS(run({world.photo(1, 7)}, "bob"), kDuplicatePerson);
  EXPECT_EQ(last().action, "register_person");
  EXPECT_EQ(last().outcome, "duplicate_person");
  EXPECT_EQ(last().subject, "ann");
  EXPECT_FAILS(run({world.photo(1)}, "bob"), kImageOfAnotherPerson);
  EXPECT_EQ(last().outcome, "image_of_another_person");
  EXPECT_EQ(last().subject, "ann");
  EXPECT_FAILS(run({world.photo(3), world.photo(4)}, "bob"), kIdentityConflict);
  EXPECT_EQ(last().outcome, "identity_conflict");
  const std::size_t events = world.events().size();
  EXPECT_FAILS(run({world.photo(9)}, "ann"), kAlreadyExists);
  EXPECT_EQ(world.events().size(), events) << "that tells nothing of a face";
}

TEST_F(Register, RefusesAFaceThatBelongsToAnother) {
  ASSERT_OK(world.add(1, "ann"));
  const auto refused = run({world.photo(1, 5)}, "bob");
  EXPECT_FAILS(refused, kDuplicatePerson);
  EXPECT_EQ(refused.error().subject, "ann");
  EXPECT_EQ(refused.error().message.find("ann"), std::string::npos);
  EXPECT_EQ(world.people_count(), 1U);
  EXPECT_EQ(world.events_of("register_person"), 2U) << "one of ann, one of the refusal";
  world.expect_consistent();
}

TEST_F(Register, TakesATwinWhereTheCallerSaysSo) {
  ASSERT_OK(world.add(1, "ann"));
  const auto twin = [&](std::size_t variant) {
    return world.register_person.run({.collection = world.staff,
                                      .images = {world.photo(1, variant)},
                                      .name = "Bo",
                                      .duplicates = RegisterPerson::Duplicates::kAllowed});
  };
  ASSERT_OK(twin(5));
  EXPECT_EQ(world.people_count(), 2U);
  EXPECT_FAILS(twin(0), kImageOfAnotherPerson);
  world.expect_consistent();
}

TEST_F(Register, LooksForDuplicatesAtTheThresholdOfTheGallery) {
  // One person at a target of .01 asks for FMR 1e-2, less than the configured 80 (cosine .5). With a target of 1e-7 it
  // asks for FMR 1e-7: cosine .7.
  ASSERT_OK(world.register_person.run({.collection = world.staff, .images = {world.photo(1, 1, 1.0)}, .name = "Ann"}));
  world.policy.false_accept_target = 1e-7;
  EXPECT_TRUE(run({world.photo(1, 2, 0.65)}));
  world.policy.false_accept_target = 0.01;
  EXPECT_FAILS(run({world.photo(1, 3, 0.65)}), kDuplicatePerson);
}

TEST_F(Register, LooksForDuplicatesOnTheScaleOfSingleFaces) {
  ASSERT_OK(world.register_person.run({.collection = world.staff, .images = {world.photo(1, 1, 1.0)}, .name = "Ann"}));
  world.policy.same_person_similarity_min = 0;
  // The cosine of the two pictures' mean, .5476, is above the bar of .5; times the root of its length it is .4796.
  EXPECT_TRUE(run({world.photo(1, 2, 0.42), world.photo(1, 3, 0.42)}));
}

TEST_F(Register, RefusesAnIdThatExistsWithoutReadingThePictures) {
  ASSERT_OK(world.add(1, "ann"));
  const int reads = world.reader.reads();
  EXPECT_FAILS(run({world.photo(1)}, "ann"), kAlreadyExists);
  EXPECT_FAILS(run({world.photo(2)}, "ann"), kAlreadyExists);
  EXPECT_EQ(world.reader.reads(), reads);
  world.expect_consistent();
}

TEST_F(Register, RefusesAnIdThatWasTakenWhileThePicturesWereRead) {
  const auto ann = world.photo(1);
  world.reader.set_after_read([&] {
    world.reader.set_after_read({});
    ASSERT_OK(world.add(1, "ann"));
  });
  EXPECT_FAILS(run({ann}, "ann"), kAlreadyExists);
  world.expect_consistent();
}

TEST_F(Register, TakesFacesThatWereIndexedWithoutAPerson) {
  ASSERT_OK(world.index_faces.run(
      {.collection = world.staff, .image = world.photo(1), .external_image = *ExternalImageId::parse("ann")}));
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_EQ(world.stored_faces().size(), 1U);
  EXPECT_EQ(world.stored_faces()[0].person, person_id("ann"));
  world.expect_consistent();
}

TEST_F(Register, StoresTheIdempotencyRecordWithThePerson) {
  std::string seen;
  ASSERT_OK(world.register_person.run(
      {.collection = world.staff,
       .images = {world.photo(1)},
       .name = "Ann",
       .id = person_id("ann"),
       .idempotency = [&](const RegisterPerson::Response& response) {
         seen = response.person.id.text();
         return IdempotencyRecord{.actor = "key-1", .key = "once", .response = "body", .created = world.clock.now()};
       }}));
  EXPECT_EQ(seen, "ann");
  const auto record = world.store.idempotency().find("key-1", "once", Timestamp{});
  ASSERT_OK(record);
  ASSERT_TRUE(record->has_value());
  EXPECT_EQ((*record)->response, "body");
}

TEST_F(Register, IsAllOrNothingWhereverACallFails) {
  bool finished = false;
  for (int call = 1; !finished; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    World other;
    const RegisterPerson::Request request{.collection = other.staff,
                                          .images = {other.photo(1, 1), other.photo(1, 2), other.photo(1, 3)},
                                          .name = "Ann",
                                          .id = person_id("ann")};
    other.plan.fail_call(call);
    const auto response = other.register_person.run(request);
    finished = !other.plan.struck();
    other.plan.never();
    other.expect_consistent();
    if (finished) {
      ASSERT_OK(response);
      EXPECT_GE(call, 15) << "the faults reached fewer calls than a registration makes";
      break;
    }
    if (other.people_count() == 0) {
      EXPECT_FAILS(response, kUnavailable);
      EXPECT_TRUE(other.stored_faces().empty());
      EXPECT_TRUE(other.events().empty());
      EXPECT_EQ(other.memory_objects.size(), 0U);
      ASSERT_OK(other.register_person.run(request));
    } else {  // Committed, but the index could not follow.
      EXPECT_FAILS(response, kStoredNotSearchable);
      EXPECT_EQ(other.stored_faces().size(), 3U);
      EXPECT_EQ(other.memory_objects.size(), 3U);
      EXPECT_FAILS(other.register_person.run(request), kAlreadyExists);
      const auto stranger = other.register_person.run(
          {.collection = other.staff, .images = {other.photo(1, 9)}, .name = "Not Ann", .id = person_id("not-ann")});
      EXPECT_FAILS(stranger, kDuplicatePerson);
    }
    other.expect_consistent();
    EXPECT_EQ(other.searchable(GalleryKind::kPeople), 1U);
    EXPECT_EQ(other.searchable(GalleryKind::kFaces), 3U);
  }
}

TEST_F(Register, HoldsTheLockFromTheFirstCheckToTheIndexButNotWhileItReads) {
  const std::vector images{world.photo(1)};
  std::string calls;
  world.reader.set_after_read([&] { calls += 'R'; });
  world.watch_lock(calls);
  ASSERT_OK(run(images, "ann"));
  // Collection and id; the picture; the file; then id, picture, replay, size, search, keys, rows, replay and both
  // galleries.
  EXPECT_EQ(calls, "--R-LLLLLLLLLL");
}

TEST_F(Register, LetsOneOfManyWinThatBringTheSameFace) {
  constexpr std::size_t kThreads = 8;
  std::vector<std::span<const std::byte>> photos;
  for (std::size_t i = 0; i < kThreads; ++i) photos.push_back(world.photo(1, i));
  // A second instance, as another surface may have: the lock is the process's.
  const RegisterPerson elsewhere(world.ports, world.model, world.policy, world.sources);
  std::atomic<int> won{0};
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      const RegisterPerson& use = i % 2 == 0 ? world.register_person : elsewhere;
      const auto response = use.run({.collection = world.staff, .images = {photos[i]}, .name = "Ann"});
      if (response)
        ++won;
      else
        EXPECT_EQ(response.error().code, ErrorCode::kDuplicatePerson) << response.error().message;
    });
  threads.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(world.people_count(), 1U);
  world.expect_consistent();
}

TEST_F(Register, LetsOneOfManyWinThatBringTheSameId) {
  std::vector<std::span<const std::byte>> photos;
  for (std::size_t i = 0; i < 8; ++i) photos.push_back(world.photo(i));
  std::atomic<int> won{0};
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < photos.size(); ++i)
    threads.emplace_back([&, i] {
      const auto response = run({photos[i]}, "ann");
      if (response)
        ++won;
      else
        EXPECT_EQ(response.error().code, ErrorCode::kAlreadyExists) << response.error().message;
    });
  threads.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(world.stored_faces().size(), 1U);
  world.expect_consistent();
}

}  // namespace
}  // namespace mien::app
