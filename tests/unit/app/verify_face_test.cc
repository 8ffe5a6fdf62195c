#include "app/verify_face.h"

#include <cmath>

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;
using Decision = VerifyFace::Decision;

class Verify : public ::testing::Test {
 protected:
  World world;
  const PersonId ann = person_id("ann");
  void SetUp() override {
    add(1, "ann");
    add(2, "bob");
  }
  void add(std::size_t person, std::string_view id) {
    ASSERT_OK(world.register_person.run({.collection = world.staff,
                                         .images = {world.photo(person, 0, 1.0)},
                                         .name = std::string(id),
                                         .id = person_id(id)}));
  }
  Result<VerifyFace::Response> run(std::span<const std::byte> image, std::optional<PersonId> person = {},
                                   std::optional<double> similarity_min = {}) {
    return world.verify.run({.collection = world.staff,
                             .image = image,
                             .person = std::move(person),
                             .similarity_min = similarity_min,
                             .actor = "key-1"});
  }
};

TEST_F(Verify, NamesThePersonOfAnyOnAMatch) {
  const auto response = run(world.photo(1, 5, 0.65));
  ASSERT_OK(response);
  EXPECT_EQ(response->decision, Decision::kMatch);
  ASSERT_TRUE(response->person);
  EXPECT_EQ(response->person->id, ann);
  EXPECT_NEAR(*response->similarity, 96.84, 0.01);
  EXPECT_DOUBLE_EQ(response->threshold, 80);
  EXPECT_DOUBLE_EQ(response->false_accept_target.value(), 0.01);
  const AuditEvent event = world.events()[0];
  EXPECT_EQ(event.id, response->event);
  EXPECT_EQ(event.action, "verify");
  EXPECT_EQ(event.actor, "key-1");
  EXPECT_EQ(event.collection, "staff");
  EXPECT_EQ(event.subject, "ann");
  EXPECT_EQ(event.outcome, "match");
  EXPECT_EQ(event.similarity, response->similarity);
}

TEST_F(Verify, NamesNobodyBelowTheThreshold) {
  const auto response = run(world.photo(1, 5, 0.45));
  ASSERT_OK(response);
  EXPECT_EQ(response->decision, Decision::kNoMatch);
  EXPECT_FALSE(response->person);
  EXPECT_NEAR(*response->similarity, 75, 0.01);
  EXPECT_EQ(world.events()[0].outcome, "no_match");
  EXPECT_EQ(world.events()[0].subject, "");
  EXPECT_EQ(world.events()[0].similarity, response->similarity);
}

TEST_F(Verify, ComparesNobodyInAnEmptyCollection) {
  world.make_collection(collection_id("empty"), "7.0");
  const auto response = world.verify.run({.collection = collection_id("empty"), .image = world.photo(1)});
  ASSERT_OK(response);
  EXPECT_EQ(response->decision, Decision::kNoMatch);
  EXPECT_FALSE(response->similarity);
}

TEST_F(Verify, RaisesTheBarWithTheGallery) {
  const auto before = run(world.photo(1, 5, 0.65));
  ASSERT_OK(before);
  EXPECT_EQ(before->decision, Decision::kMatch);
  // 2 people at 2e-7: FMR 1e-7, similarity 99.
  world.policy.false_accept_target = 2e-7;
  const auto after = run(world.photo(1, 5, 0.65));
  ASSERT_OK(after);
  EXPECT_EQ(after->decision, Decision::kNoMatch);
  EXPECT_NEAR(after->threshold, 99, 1e-9);
  EXPECT_DOUBLE_EQ(after->false_accept_target.value(), 2e-7);
}

TEST_F(Verify, TakesTheCallersThresholdAsAFloorAmongMany) {
  const auto lower = run(world.photo(1, 5, 0.45), {}, 10);
  ASSERT_OK(lower);
  EXPECT_EQ(lower->decision, Decision::kNoMatch);
  EXPECT_DOUBLE_EQ(lower->threshold, 80);
  const auto higher = run(world.photo(1, 5, 0.65), {}, 99.5);
  ASSERT_OK(higher);
  EXPECT_EQ(higher->decision, Decision::kNoMatch);
  EXPECT_DOUBLE_EQ(higher->threshold, 99.5);
}

TEST_F(Verify, ComparesWithAGivenPerson) {
  const auto match = run(world.photo(1, 5, 0.65), ann);
  ASSERT_OK(match);
  EXPECT_EQ(match->decision, Decision::kMatch);
  EXPECT_EQ(match->person->id, ann);
  EXPECT_DOUBLE_EQ(match->threshold, 80);
  EXPECT_FALSE(match->false_accept_target);
  const auto other = run(world.photo(2, 5, 0.9), ann);
  ASSERT_OK(other);
  EXPECT_EQ(other->decision, Decision::kNoMatch);
  EXPECT_FALSE(other->person);
  EXPECT_FLOAT_EQ(*other->similarity, 0);
  EXPECT_EQ(world.events()[0].subject, "ann") << "whom it was claimed to be";
  EXPECT_EQ(world.events()[0].outcome, "no_match");
}

TEST_F(Verify, TakesTheCallersThresholdForAGivenPerson) {
  const auto lower = run(world.photo(1, 5, 0.45), ann, 70);
  ASSERT_OK(lower);
  EXPECT_EQ(lower->decision, Decision::kMatch);
  EXPECT_DOUBLE_EQ(lower->threshold, 70);
  const auto higher = run(world.photo(1, 5, 0.65), ann, 99);
  ASSERT_OK(higher);
  EXPECT_EQ(higher->decision, Decision::kNoMatch);
}

TEST_F(Verify, ComparesWithAllFacesOfAPersonTogether) {
  ASSERT_OK(world.add_faces.run({.collection = world.staff, .person = ann, .images = {world.photo(1, 3, 0.8)}}));
  const auto response = run(world.photo(1, 5, 0.65), ann);
  ASSERT_OK(response);
  // The mean of (1, 0) and (.8, .6) points to (.9487, .3162), cosine .6166, and has length .9487.
  EXPECT_NEAR(*response->similarity, world.model.calibration.similarity(0.65 * 0.948683 * std::sqrt(0.948683)), 0.01);
}

TEST_F(Verify, DecidesOnPicturesWithoutOneGoodFace) {
  const auto empty = world.reader.script("empty", image_with({}));
  const auto two = world.reader.script("two", image_with({face_with(embedding_of(1)), face_with(embedding_of(2))}));
  const auto dark = world.reader.script("dark", image_with({rejected_face({QualityReason::kLowBrightness})}));
  for (const auto& [image, decision, name] :
       {std::tuple{empty, Decision::kNoFace, "no_face"}, std::tuple{two, Decision::kSeveralFaces, "several_faces"},
        std::tuple{dark, Decision::kLowQuality, "low_quality"}}) {
    for (const std::optional<PersonId>& person : {std::optional<PersonId>{}, std::optional(ann)}) {
      const auto response = run(image, person);
      ASSERT_OK(response);
      EXPECT_EQ(response->decision, decision);
      EXPECT_FALSE(response->person);
      EXPECT_FALSE(response->similarity);
      EXPECT_DOUBLE_EQ(response->threshold, 80);
      EXPECT_EQ(world.events()[0].id, response->event);
      EXPECT_EQ(world.events()[0].outcome, name);
      EXPECT_FALSE(world.events()[0].similarity);
    }
  }
}

TEST_F(Verify, HoldsAPersonOfSeveralPicturesToTheScaleOfOne) {
  ASSERT_OK(world.register_person.run({.collection = world.staff,
                                       .images = {world.photo(3, 1, 0.8), world.photo(3, 2, 0.8)},
                                       .name = "Cat",
                                       .id = person_id("cat")}));
  // The mean has length .9055. The cosine to it, .5742, counts times the root of that: .5464.
  const auto photo = world.photo(3, 9, 0.65);
  const auto one = run(photo, person_id("cat"));
  const auto many = run(photo);
  ASSERT_OK(one);
  ASSERT_OK(many);
  EXPECT_NEAR(*one->similarity, 84.64, 0.01);
  EXPECT_EQ(many->person->id, person_id("cat"));
  EXPECT_EQ(many->similarity, one->similarity);
}

TEST_F(Verify, NamesWhoIsNearestOnThatScaleThoughAnotherHasTheHigherCosine) {
  ASSERT_OK(world.register_person.run({.collection = world.staff,
                                       .images = {world.photo(3, 1, 0.8), world.photo(3, 2, 0.8)},
                                       .name = "Cat",
                                       .id = person_id("cat")}));
  add(4, "dan");
  std::vector<float> raw(kDimension);
  raw[3] = 0.65F;  // .5742 to Cat's mean, which counts as .5464.
  raw[4] = 0.56F;  // To Dan.
  raw[kDimension - 1] = std::sqrt(1 - 0.65F * 0.65F - 0.56F * 0.56F);
  const auto response = run(world.reader.script("somebody", image_with({face_with(*Embedding::normalized(raw))})));
  ASSERT_OK(response);
  ASSERT_EQ(response->decision, Decision::kMatch);
  EXPECT_EQ(response->person->id, person_id("dan"));
  EXPECT_NEAR(*response->similarity, 86, 0.01);
}

TEST_F(Verify, PassesErrorsOn) {
  world.make_collection(collection_id("old"), "6.0");
  const int reads = world.reader.reads();
  const std::size_t events = world.events().size();
  const auto photo = world.photo(1);
  EXPECT_FAILS(world.verify.run({.collection = collection_id("none"), .image = photo}), kNotFound);
  EXPECT_FAILS(world.verify.run({.collection = collection_id("old"), .image = photo}), kModelMismatch);
  EXPECT_FAILS(run(photo, person_id("eve")), kNotFound);
  for (const double bad : {-0.01, 100.01, std::nan("")}) EXPECT_FAILS(run(photo, {}, bad), kInvalidArgument);
  EXPECT_EQ(world.reader.reads(), reads);
  EXPECT_FAILS(run({}), kImageFormat);
  EXPECT_FAILS(run(world.reader.script("busy", fail(ErrorCode::kOverloaded, "No."))), kOverloaded);
  EXPECT_EQ(world.events().size(), events);
}

TEST_F(Verify, GivesNoAnswerThatIsNotAudited) {
  const auto photo = world.photo(1, 5, 0.9);
  for (const std::optional<PersonId>& person : {std::optional<PersonId>{}, std::optional(ann)}) {
    for (int call = 1;; ++call) {
      const std::size_t events = world.events().size();
      world.plan.fail_call(call);
      const auto response = run(photo, person);
      if (!world.plan.struck()) {
        ASSERT_OK(response);
        EXPECT_GE(call, 5);
        break;
      }
      EXPECT_FAILS(response, kUnavailable);
      EXPECT_EQ(world.events().size(), events);
    }
    world.plan.never();
  }
}

TEST_F(Verify, PassesOverAPersonWhoIsBeingDeleted) {
  ASSERT_OK(world.store.people().remove(world.staff, ann, {}));  // The index has not followed yet.
  const auto response = run(world.photo(1, 5, 0.9));
  ASSERT_OK(response);
  EXPECT_EQ(response->decision, Decision::kNoMatch);
  EXPECT_FLOAT_EQ(*response->similarity, 0);
}

TEST_F(Verify, DoesNotFindAPersonWhoIsDeletedWhileThePictureIsRead) {
  const auto photo = world.photo(1, 5, 0.9);
  world.reader.set_after_read([&] { ASSERT_OK(world.store.people().remove(world.staff, ann, {})); });
  EXPECT_FAILS(run(photo, ann), kNotFound);
}

}  // namespace
}  // namespace mien::app
