#include <random>
#include <tuple>

#include "app/compare_faces.h"
#include "app/search_faces.h"
#include "app/search_faces_by_image.h"
#include "app/similarity.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class Search : public ::testing::Test {
 protected:
  World world;
  SearchFaces by_face{world.collections, world.faces, world.index, world.model, world.audit, world.sources};
  SearchFacesByImage by_image{world.reader, world.collections, world.faces,  world.index,
                              world.model,  world.audit,       world.sources};
  CompareFaces compare{world.reader, world.model, world.audit, world.sources};

  FaceId indexed(std::size_t person, std::size_t variant, double c) {
    const auto response = world.index_faces.run({.collection = world.staff, .image = world.photo(person, variant, c)});
    EXPECT_TRUE(response);
    return response->indexed.at(0).stored.id;
  }
};

TEST_F(Search, FindsFacesBestFirst) {
  const FaceId far = indexed(1, 1, 0.6);
  const FaceId near = indexed(1, 2, 0.9);
  indexed(2, 3, 0.9);
  const auto response =
      by_image.run({.collection = world.staff, .image = world.photo(1, 9, 1.0), .filter = QualityFilter::kMedium});
  ASSERT_OK(response);
  ASSERT_EQ(response->matches.size(), 2U);
  EXPECT_EQ(response->matches[0].face.id, near);
  EXPECT_EQ(response->matches[1].face.id, far);
  EXPECT_NEAR(response->matches[1].similarity, 90, 0.01);
  EXPECT_EQ(response->face_model_version, "7.0");
  EXPECT_FLOAT_EQ(response->searched.width_px, 200);
  EXPECT_EQ(world.reader.last_options().which, FaceReader::Which::kLargest);
  EXPECT_EQ(world.reader.last_options().embeddings_max, 1U);
  EXPECT_EQ(world.reader.last_options().filter, QualityFilter::kMedium);
}

TEST_F(Search, LeavesTheSearchedFaceOutAndStillFillsThePage) {
  const FaceId searched = indexed(1, 1, 0.9);
  const FaceId best = indexed(1, 2, 0.95);
  indexed(1, 3, 0.8);
  const auto response = by_face.run({.collection = world.staff, .face = searched, .matches_max = 1});
  ASSERT_OK(response);
  ASSERT_EQ(response->matches.size(), 1U);
  EXPECT_EQ(response->matches[0].face.id, best);
  EXPECT_EQ(response->face_model_version, "7.0");
}

TEST_F(Search, LeavesAnAuditEventForEachAnswerAndGivesNoneWithout) {
  const FaceId searched = indexed(1, 1, 0.9);
  indexed(1, 2, 0.95);
  ASSERT_OK(by_face.run({.collection = world.staff, .face = searched, .actor = "AKID"}));
  ASSERT_OK(by_image.run({.collection = world.staff, .image = world.photo(7), .actor = "AKID"}));
  ASSERT_OK(compare.run({.source = world.photo(1), .target = world.photo(2), .actor = "AKID"}));
  const auto last = [&](std::string_view action) {
    for (const AuditEvent& event : world.events())
      if (event.action == action) return event;
    ADD_FAILURE() << action;
    return AuditEvent{};
  };
  for (const auto& [action, collection, outcome] :
       {std::tuple{"SearchFaces", "staff", "match"}, std::tuple{"SearchFacesByImage", "staff", "no_match"},
        std::tuple{"CompareFaces", "", "no_match"}}) {
    const AuditEvent event = last(action);
    EXPECT_EQ(event.actor, "AKID") << action;
    EXPECT_EQ(event.collection, collection) << action;
    EXPECT_EQ(event.subject, "") << action;
    EXPECT_EQ(event.outcome, outcome) << action;
    EXPECT_EQ(event.similarity, std::nullopt) << action;
  }
  world.store.set_down(true);
  EXPECT_FAILS(compare.run({.source = world.photo(1), .target = world.photo(1)}), kUnavailable);
}

TEST_F(Search, GivesAtMost4096Matches) {
  std::vector<StoredFace> faces;
  for (std::size_t i = 0; i < 4'100; ++i)
    faces.push_back({.id = {world.ids.random()}, .image = {world.ids.random()}, .embedding = embedding_of(1)});
  const auto change =
      world.store.faces().add(world.staff, faces, world.sources.event("", "IndexFaces", "staff", "", ""));
  ASSERT_OK(change);
  ASSERT_OK(world.feed.catch_up(*change));
  const auto photo = world.photo(1);
  for (const std::size_t asked : {std::size_t{4'096}, std::size_t{5'000}}) {
    const auto response = by_image.run({.collection = world.staff, .image = photo, .matches_max = asked});
    ASSERT_OK(response);
    EXPECT_EQ(response->matches.size(), 4'096U) << asked;
  }
}

TEST_F(Search, RefusesAFaceThatIsNotInTheCollection) {
  const auto response = by_face.run({.collection = world.staff, .face = {world.ids.random()}});
  EXPECT_FAILS(response, kInvalidArgument);
  EXPECT_NE(response.error().message.find("was not found in the collection"), std::string::npos);
}

TEST_F(Search, ChecksTheCollectionFirst) {
  world.make_collection(collection_id("old"), "6.0");
  const auto photo = world.photo(1);
  EXPECT_FAILS(by_face.run({.collection = collection_id("none"), .face = {}}), kNotFound);
  EXPECT_FAILS(by_face.run({.collection = collection_id("old"), .face = {}}), kModelMismatch);
  EXPECT_FAILS(by_image.run({.collection = collection_id("none"), .image = photo}), kNotFound);
  EXPECT_FAILS(by_image.run({.collection = collection_id("old"), .image = photo}), kModelMismatch);
  EXPECT_EQ(world.reader.reads(), 0);
}

TEST_F(Search, ReportsPicturesThatCannotBeSearched) {
  EXPECT_FAILS(by_image.run({.collection = world.staff, .image = world.reader.script("empty", image_with({}))}),
               kNoFaceInImage);
  // The second face is good, but the largest one counts.
  const auto blurred = world.reader.script(
      "blurred", image_with({rejected_face({QualityReason::kLowSharpness, QualityReason::kExtremePose}),
                             face_with(embedding_of(1), 90)}));
  const auto refused = by_image.run({.collection = world.staff, .image = blurred});
  EXPECT_FAILS(refused, kLowQuality);
  EXPECT_NE(refused.error().message.find("blurry, the pose"), std::string::npos) << refused.error().message;
  EXPECT_FAILS(by_image.run({.collection = world.staff, .image = {}}), kImageFormat);
}

TEST_F(Search, RefusesAThresholdThatIsNone) {
  const FaceId face = indexed(1, 1, 0.9);
  const auto photo = world.photo(1);
  for (const double bad : {-0.1, 100.1, std::nan(""), HUGE_VAL}) {
    EXPECT_FAILS(by_face.run({.collection = world.staff, .face = face, .similarity_min = bad}), kInvalidArgument);
    EXPECT_FAILS(by_image.run({.collection = world.staff, .image = photo, .similarity_min = bad}), kInvalidArgument);
    EXPECT_FAILS(compare.run({.source = photo, .target = photo, .similarity_min = bad}), kInvalidArgument);
  }
}

TEST_F(Search, ReportsAFaultAtEveryCall) {
  const FaceId face = indexed(1, 1, 0.9);
  const auto photo = world.photo(1);
  for (int call = 1; call <= 4; ++call) {  // collection, face, index, faces
    world.plan.fail_call(call);
    EXPECT_FAILS(by_face.run({.collection = world.staff, .face = face}), kUnavailable);
  }
  for (int call = 1; call <= 3; ++call) {
    world.plan.fail_call(call);
    EXPECT_FAILS(by_image.run({.collection = world.staff, .image = photo}), kUnavailable);
  }
}

TEST_F(Search, DropsFacesThatVanishedFromTheStore) {
  const FaceId gone = indexed(1, 1, 0.95);
  const FaceId left = indexed(1, 2, 0.9);
  ASSERT_OK(world.store.faces().remove(world.staff, std::vector{gone}, {}));  // Behind the index's back.
  const auto response = by_image.run({.collection = world.staff, .image = world.photo(1, 9, 1.0)});
  ASSERT_OK(response);
  ASSERT_EQ(response->matches.size(), 1U);
  EXPECT_EQ(response->matches[0].face.id, left);
}

TEST_F(Search, FindsNothingInAnEmptyCollection) {
  const auto response = by_image.run({.collection = world.staff, .image = world.photo(1)});
  ASSERT_OK(response);
  EXPECT_TRUE(response->matches.empty());
}

TEST_F(Search, GivesExactlyTheFacesThatReachTheThreshold) {
  constexpr unsigned kSeed = 20240711;
  std::mt19937 random(kSeed);
  std::uniform_real_distribution<double> cosines(0.0, 1.0);
  for (std::size_t i = 0; i < 60; ++i) indexed(1, i, cosines(random));
  const auto all = by_image.run({.collection = world.staff, .image = world.photo(1, 99, 1.0), .similarity_min = 0});
  ASSERT_OK(all);
  std::vector<double> thresholds{0, 50, 60, 80, 90, 99, 99.9, 99.99999, 99.999999, 100};
  for (const FaceMatch& match : all->matches) {  // The very values, and their neighbours.
    thresholds.push_back(double{match.similarity});
    thresholds.push_back(std::nextafter(double{match.similarity}, 0.0));
    thresholds.push_back(std::min(100.0, double{match.similarity} + 1e-5));
  }
  for (const double threshold : thresholds) {
    std::size_t expected = 0;
    for (const FaceMatch& match : all->matches) expected += reaches(match.similarity, threshold) ? 1U : 0U;
    const auto some =
        by_image.run({.collection = world.staff, .image = world.photo(1, 99, 1.0), .similarity_min = threshold});
    ASSERT_OK(some);
    EXPECT_EQ(some->matches.size(), expected) << "threshold " << threshold << ", seed " << kSeed;
  }
}

TEST(CosineFloor, LiesBelowEveryCosineThatReachesTheSimilarity) {
  const Calibration calibration = test_calibration();
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  std::uniform_real_distribution<float> cosines(-1, 1);
  for (int i = 0; i < 20000; ++i) {
    const float c = cosines(random);
    const float similarity = calibration.similarity(double{c});
    // The lowest cosine that a caller's own value can admit is the one that it was made from.
    EXPECT_LE(cosine_floor(calibration, double{similarity}), c) << "seed " << kSeed;
    EXPECT_TRUE(reaches(similarity, double{similarity}));
  }
}

TEST_F(Search, ComparesTheLargestFaceWithEveryOther) {
  const auto source =
      world.reader.script("source", image_with({face_with(embedding_of(1, 0, 1.0)), face_with(embedding_of(2), 90)}));
  const auto target = world.reader.script(
      "target", image_with({face_with(embedding_of(3), 400), face_with(embedding_of(1, 1, 0.55), 300),
                            rejected_face({QualityReason::kLowBrightness}, 250),
                            face_with(embedding_of(1, 2, 0.9), 200), face_with(embedding_of(4), 100)}));
  const auto response = compare.run({.source = source, .target = target, .filter = QualityFilter::kLow});
  ASSERT_OK(response);
  EXPECT_FLOAT_EQ(response->source.width_px, 200);
  ASSERT_EQ(response->matches.size(), 2U);
  EXPECT_FLOAT_EQ(response->matches[0].face.width_px, 200);
  EXPECT_NEAR(response->matches[1].similarity, 85, 0.01);
  ASSERT_EQ(response->unmatched.size(), 2U);
  EXPECT_FLOAT_EQ(response->unmatched[0].width_px, 400);
  EXPECT_FLOAT_EQ(response->unmatched[1].width_px, 100);
  EXPECT_EQ(world.reader.last_options().embeddings_max, limits::kFacesPerImageMax);
  EXPECT_EQ(world.reader.last_options().filter, QualityFilter::kLow);
}

TEST_F(Search, ComparesNothingWithoutAFace) {
  const auto face = world.photo(1);
  const auto empty = world.reader.script("empty", image_with({}));
  const auto dark = world.reader.script("dark", image_with({rejected_face({QualityReason::kLowBrightness})}));
  EXPECT_FAILS(compare.run({.source = empty, .target = face}), kNoFaceInImage);
  EXPECT_FAILS(compare.run({.source = face, .target = empty}), kNoFaceInImage);
  EXPECT_FAILS(compare.run({.source = dark, .target = face}), kLowQuality);
  EXPECT_FAILS(compare.run({.source = {}, .target = face}), kImageFormat);
  EXPECT_FAILS(compare.run({.source = face, .target = {}}), kImageFormat);
  const auto filtered = compare.run({.source = face, .target = dark});
  ASSERT_OK(filtered);
  EXPECT_TRUE(filtered->matches.empty());
  EXPECT_TRUE(filtered->unmatched.empty());
}

}  // namespace
}  // namespace mien::app
