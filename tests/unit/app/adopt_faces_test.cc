#include "app/adopt_faces.h"

#include <gtest/gtest.h>

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

/// Pictures that IndexFaces was given, whose faces are nobody's.
class Adopt : public ::testing::Test {
 protected:
  FaceId indexed(std::size_t person, std::size_t variant = 0) {
    const auto done = world.index_faces.run({.collection = world.staff, .image = world.photo(person, variant)});
    EXPECT_TRUE(done) << done.error().message;
    return done->indexed.front().stored.id;
  }
  Result<GetPerson::Response> as_new(std::vector<FaceId> faces, const std::string& id = "ann") {
    return world.adopt_faces.run(
        {.collection = world.staff,
         .faces = std::move(faces),
         .person =
             AdoptFaces::NewPerson{
                 .name = "Ann Ø", .id = person_id(id), .attributes_json = R"({"a":1})", .consent = true},
         .actor = "key-1"});
  }
  Result<GetPerson::Response> give(std::vector<FaceId> faces, const std::string& id = "ann") {
    return world.adopt_faces.run(
        {.collection = world.staff, .faces = std::move(faces), .person = person_id(id), .actor = "key-1"});
  }
  World world;
};

TEST_F(Adopt, MakesANewPersonWhoIsFound) {
  const auto done = as_new({indexed(1), indexed(1, 1)});
  ASSERT_OK(done);
  EXPECT_EQ(done->person.name, "Ann Ø");
  EXPECT_EQ(done->person.attributes_json, R"({"a":1})");
  EXPECT_TRUE(done->person.consent);
  EXPECT_EQ(done->faces.size(), 2U);
  EXPECT_EQ(world.searchable(GalleryKind::kPeople), 1U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 2U);
  const auto verified = world.verify.run({.collection = world.staff, .image = world.photo(1, 2)});
  ASSERT_OK(verified);
  EXPECT_EQ(verified->person->id, person_id("ann"));
  EXPECT_EQ(world.events().front().action, "verify");
  EXPECT_EQ(world.events_of("adopt_faces"), 1U);
}

TEST_F(Adopt, GivesThemToAPersonWhoIsThere) {
  ASSERT_OK(world.add(1, "ann"));
  const auto done = give({indexed(1, 3), indexed(1, 4)});
  ASSERT_OK(done);
  EXPECT_EQ(done->faces.size(), 3U);
  EXPECT_EQ(done->person.face_count, 3U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 3U);
}

TEST_F(Adopt, RefusesFacesOfDifferentPeople) {
  const FaceId stranger = indexed(2);
  EXPECT_FAILS(as_new({indexed(1), indexed(1, 1), stranger}), kIdentityConflict);
  ASSERT_OK(world.add(1, "ann"));
  const auto refused = give({stranger});
  EXPECT_FAILS(refused, kIdentityConflict);
  EXPECT_NE(refused.error().message.find(stranger.text()), std::string::npos);
  EXPECT_EQ(world.events().front().outcome, "identity_conflict");
}

TEST_F(Adopt, RefusesAFaceThatIsRegisteredAlready) {
  ASSERT_OK(world.add(1, "ann"));
  const auto refused = as_new({indexed(1, 5)}, "bob");
  EXPECT_FAILS(refused, kDuplicatePerson);
  EXPECT_EQ(refused.error().subject, "ann");
  EXPECT_EQ(world.events().front().outcome, "duplicate_person");
  const FaceId anns = world.get_person.run(world.staff, person_id("ann"))->faces.front().id;
  const auto taken = as_new({anns}, "bob");
  EXPECT_FAILS(taken, kImageOfAnotherPerson);
  EXPECT_EQ(taken.error().subject, "ann");
}

TEST_F(Adopt, RefusesWhatIsNotThereOrWrong) {
  const FaceId face = indexed(1);
  const FaceId none = *FaceId::parse("00000000-0000-4000-8000-00000000ffff");
  EXPECT_FAILS(as_new({}), kInvalidArgument);
  EXPECT_FAILS(as_new({face, face}), kInvalidArgument);
  EXPECT_FAILS(as_new(std::vector<FaceId>(limits::kFacesPerPersonMax + 1, face)), kInvalidArgument);
  EXPECT_FAILS(as_new({face, none}), kNotFound);
  EXPECT_FAILS(give({face}, "nobody"), kNotFound);
  EXPECT_FAILS(world.adopt_faces.run({.collection = collection_id("none"), .faces = {face}, .person = person_id("a")}),
               kNotFound);
  EXPECT_FAILS(
      world.adopt_faces.run({.collection = world.staff, .faces = {face}, .person = AdoptFaces::NewPerson{.name = ""}}),
      kInvalidArgument);
  ASSERT_OK(world.add(2, "bob"));
  EXPECT_FAILS(as_new({face}, "bob"), kAlreadyExists);
  EXPECT_EQ(world.people_count(), 1U);
  world.store.set_down(true);
  EXPECT_FAILS(as_new({face}), kUnavailable);
}

}  // namespace
}  // namespace mien::app
