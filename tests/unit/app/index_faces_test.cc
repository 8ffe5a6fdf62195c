#include "app/index_faces.h"

#include <thread>

#include "app/delete_faces.h"
#include "app/detect_faces.h"
#include "app/face_ids.h"
#include "app/list_faces.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class IndexFacesTest : public ::testing::Test {
 protected:
  World world;
  DeleteFaces remove{world.faces, world.feed, world.sources};
  ListFaces list{world.collections, world.faces};

  std::span<const std::byte> group() {
    return world.reader.script(
        "group", image_with({face_with(embedding_of(1), 300), rejected_face({QualityReason::kLowSharpness}, 250),
                             face_with(embedding_of(2), 200), rejected_face({QualityReason::kExceedsMaxFaces}, 100)}));
  }
};

TEST_F(IndexFacesTest, StoresWhatPassesAndReportsTheRest) {
  const auto response = world.index_faces.run({.collection = world.staff,
                                               .image = group(),
                                               .external_image = *ExternalImageId::parse("group.jpg"),
                                               .actor = "key-1"});
  ASSERT_OK(response);
  EXPECT_EQ(response->face_model_version, "7.0");
  ASSERT_EQ(response->indexed.size(), 2U);
  ASSERT_EQ(response->unindexed.size(), 2U);
  EXPECT_EQ(response->unindexed[0].reasons, std::vector{QualityReason::kLowSharpness});
  EXPECT_EQ(response->unindexed[1].reasons, std::vector{QualityReason::kExceedsMaxFaces});
  const auto stored = world.stored_faces();
  ASSERT_EQ(stored.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(stored[i].id, response->indexed[i].stored.id);
    EXPECT_EQ(stored[i].embedding, embedding_of(i + 1));
    EXPECT_EQ(stored[i].box, response->indexed[i].detected.box);
    EXPECT_EQ(stored[i].external_image, ExternalImageId::parse("group.jpg").value());
    EXPECT_EQ(stored[i].image_sha256, world.ids.sha256(group()));
    EXPECT_EQ(stored[i].image, stored[0].image);
    EXPECT_EQ(stored[i].created, world.clock.now());
    EXPECT_FALSE(stored[i].person);
  }
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 2U);
  ASSERT_EQ(world.events().size(), 1U);
  EXPECT_EQ(world.events()[0].action, "IndexFaces");
  EXPECT_EQ(world.events()[0].actor, "key-1");
}

TEST_F(IndexFacesTest, CountsTheOrdinalBeforeTheFilter) {
  const auto response = world.index_faces.run({.collection = world.staff, .image = group()});
  ASSERT_OK(response);
  const Sha256 sha256 = world.ids.sha256(group());
  EXPECT_EQ(response->indexed[0].stored.id, derive_face_id(world.ids, sha256, 0, std::nullopt));
  EXPECT_EQ(response->indexed[1].stored.id, derive_face_id(world.ids, sha256, 2, std::nullopt));
}

TEST_F(IndexFacesTest, AsksForAtMostAHundredFacesWithTheCallersFilter) {
  for (const auto& [asked, passed_on] : {std::pair{5U, 5U}, {100U, 100U}, {4096U, 100U}}) {
    ASSERT_OK(world.index_faces.run(
        {.collection = world.staff, .image = group(), .faces_max = asked, .filter = QualityFilter::kHigh}));
    EXPECT_EQ(world.reader.last_options().embeddings_max, passed_on);
    EXPECT_EQ(world.reader.last_options().which, FaceReader::Which::kAll);
    EXPECT_EQ(world.reader.last_options().filter, QualityFilter::kHigh);
    EXPECT_EQ(world.reader.last_options().accepted, AcceptedFormats::kJpegPng);
    EXPECT_EQ(world.reader.last_options().bytes_max, limits::kObjectImageBytesMax);
  }
  EXPECT_FAILS(world.index_faces.run({.collection = world.staff, .image = group(), .faces_max = 0}), kInvalidArgument);
}

TEST_F(IndexFacesTest, StoresNothingTwice) {
  const auto first = world.index_faces.run({.collection = world.staff, .image = group()});
  const auto second = world.index_faces.run({.collection = world.staff, .image = group()});
  ASSERT_OK(first);
  ASSERT_OK(second);
  EXPECT_EQ(first->indexed[0].stored.id, second->indexed[0].stored.id);
  EXPECT_EQ(world.stored_faces().size(), 2U);
  ASSERT_OK(world.index_faces.run(
      {.collection = world.staff, .image = group(), .external_image = *ExternalImageId::parse("other")}));
  EXPECT_EQ(world.stored_faces().size(), 4U);
}

TEST_F(IndexFacesTest, GivesTheSameIdsInEveryCollection) {
  world.make_collection(collection_id("guests"), "7.0");
  const auto here = world.index_faces.run({.collection = world.staff, .image = group()});
  const auto there = world.index_faces.run({.collection = collection_id("guests"), .image = group()});
  ASSERT_OK(here);
  ASSERT_OK(there);
  EXPECT_EQ(here->indexed[0].stored.id, there->indexed[0].stored.id);
  EXPECT_EQ(here->indexed[0].stored.image, there->indexed[0].stored.image);
}

TEST_F(IndexFacesTest, TakesAPictureWithoutAFace) {
  const auto response =
      world.index_faces.run({.collection = world.staff, .image = world.reader.script("empty", image_with({}))});
  ASSERT_OK(response);
  EXPECT_TRUE(response->indexed.empty());
  EXPECT_TRUE(response->unindexed.empty());
  EXPECT_TRUE(world.events().empty());
}

TEST_F(IndexFacesTest, ChecksTheCollectionBeforeItReads) {
  world.make_collection(collection_id("old"), "6.0");
  EXPECT_FAILS(world.index_faces.run({.collection = collection_id("none"), .image = group()}), kNotFound);
  EXPECT_FAILS(world.index_faces.run({.collection = collection_id("old"), .image = group()}), kModelMismatch);
  EXPECT_EQ(world.reader.reads(), 0);
}

TEST_F(IndexFacesTest, PassesTheReadersErrorsOn) {
  EXPECT_FAILS(world.index_faces.run({.collection = world.staff, .image = {}}), kImageFormat);
  for (const ErrorCode code : {ErrorCode::kImageTooLarge, ErrorCode::kImageTooSmall, ErrorCode::kOverloaded}) {
    const auto refused =
        world.index_faces.run({.collection = world.staff, .image = world.reader.script("bad", fail(code, "No."))});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code);
  }
}

TEST_F(IndexFacesTest, TakesAFaceWithoutEmbeddingForTheReadersFault) {
  ReadFace face = face_with(embedding_of(1));
  face.embedding.reset();
  EXPECT_FAILS(
      world.index_faces.run({.collection = world.staff, .image = world.reader.script("odd", image_with({face}))}),
      kInternal);
  EXPECT_TRUE(world.stored_faces().empty());
}

TEST_F(IndexFacesTest, IsNotFoundWhereTheCollectionIsDeletedMeanwhile) {
  world.reader.set_after_read([&] { ASSERT_OK(world.store.collections().remove(world.staff, {})); });
  EXPECT_FAILS(world.index_faces.run({.collection = world.staff, .image = group()}), kNotFound);
}

TEST_F(IndexFacesTest, SurvivesAFaultAtEveryCallWhenRepeated) {
  for (int call = 1;; ++call) {
    World other;
    const auto image = other.reader.script("group", image_with({face_with(embedding_of(1))}));
    other.plan.fail_call(call);
    const auto response = other.index_faces.run({.collection = other.staff, .image = image});
    const bool struck = other.plan.struck();
    other.plan.never();
    if (!struck) {
      EXPECT_GE(call, 4);  // find, add, replay, upsert
      break;
    }
    if (call <= 2)
      EXPECT_FAILS(response, kUnavailable);
    else
      EXPECT_FAILS(response, kStoredNotSearchable);
    ASSERT_OK(other.index_faces.run({.collection = other.staff, .image = image}));
    EXPECT_EQ(other.stored_faces().size(), 1U);
    EXPECT_EQ(other.searchable(GalleryKind::kFaces), 1U);
  }
}

TEST_F(IndexFacesTest, FindsWhatItAcknowledgedWhileOthersAddAndDelete) {
  std::vector<std::span<const std::byte>> images;
  for (std::size_t i = 0; i < 8; ++i) images.push_back(world.photo(i));
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < images.size(); ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        const auto response = world.index_faces.run({.collection = world.staff, .image = images[i]});
        ASSERT_OK(response);
        const auto hits =
            world.index.nearest({world.staff, GalleryKind::kFaces}, std::vector{embedding_of(i)}, 1, 0.99F);
        ASSERT_OK(hits);
        ASSERT_EQ((*hits)[0].size(), 1U);
        EXPECT_EQ((*hits)[0][0].key, response->indexed[0].stored.id.uuid);
        ASSERT_OK(remove.run({.collection = world.staff, .faces = {response->indexed[0].stored.id}}));
        const auto none =
            world.index.nearest({world.staff, GalleryKind::kFaces}, std::vector{embedding_of(i)}, 1, 0.99F);
        ASSERT_OK(none);
        EXPECT_TRUE((*none)[0].empty());
      }
    });
  threads.clear();
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 0U);
}

TEST_F(IndexFacesTest, ListsFacesInPagesWithTheModel) {
  ASSERT_OK(world.index_faces.run({.collection = world.staff, .image = group()}));
  const auto first = list.run({.collection = world.staff, .page = {.after = {}, .limit = 1}});
  ASSERT_OK(first);
  EXPECT_EQ(first->face_model_version, "7.0");
  ASSERT_EQ(first->page.items.size(), 1U);
  const auto second = list.run({.collection = world.staff, .page = {.after = first->page.next, .limit = 1}});
  ASSERT_OK(second);
  EXPECT_EQ(second->page.items.size(), 1U);
  EXPECT_TRUE(second->page.next.empty());
  const auto one = list.run({.collection = world.staff, .filter = {.ids = {second->page.items[0].id}}});
  ASSERT_OK(one);
  EXPECT_EQ(one->page.items.size(), 1U);
  EXPECT_FAILS(list.run({.collection = collection_id("none")}), kNotFound);
  EXPECT_FAILS(list.run({.collection = world.staff, .page = {.after = "nonsense"}}), kInvalidPageToken);
  world.store.set_down(true);
  EXPECT_FAILS(list.run({.collection = world.staff}), kUnavailable);
}

TEST_F(IndexFacesTest, DeletesFacesAndSaysWhatItLeft) {
  const auto person = world.add(5, "ann");
  ASSERT_OK(person);
  const auto indexed = world.index_faces.run({.collection = world.staff, .image = group()});
  ASSERT_OK(indexed);
  const FaceId face = indexed->indexed[0].stored.id;
  const FaceId unknown{world.ids.random()};
  const auto removal =
      remove.run({.collection = world.staff, .faces = {face, unknown, face, person->faces[0].id}, .actor = "key-1"});
  ASSERT_OK(removal);
  EXPECT_EQ(removal->removed, std::vector{face});
  EXPECT_EQ(removal->not_found, std::vector{unknown});
  ASSERT_EQ(removal->belongs_to_person.size(), 1U);
  EXPECT_EQ(removal->belongs_to_person[0].second, person_id("ann"));
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 2U);
  EXPECT_EQ(world.events_of("DeleteFaces"), 1U);
}

TEST_F(IndexFacesTest, DeletesNothingWhereItCannot) {
  EXPECT_FAILS(remove.run({.collection = collection_id("none"), .faces = {}}), kNotFound);
  world.store.set_down(true);
  EXPECT_FAILS(remove.run({.collection = world.staff, .faces = {}}), kUnavailable);
}

TEST_F(IndexFacesTest, SaysWhenADeletedFaceIsStillSearchable) {
  const auto indexed = world.index_faces.run({.collection = world.staff, .image = group()});
  ASSERT_OK(indexed);
  const DeleteFaces::Request request{.collection = world.staff, .faces = {indexed->indexed[0].stored.id}};
  world.plan.fail_call(3);  // remove, replay, then the index.
  EXPECT_FAILS(remove.run(request), kStoredNotSearchable);
  world.plan.never();
  ASSERT_OK(world.feed.catch_up(0));
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 1U);
}

TEST_F(IndexFacesTest, DetectsWithoutEmbeddings) {
  const auto faces = DetectFaces(world.reader).run(group(), {});
  ASSERT_OK(faces);
  ASSERT_EQ(faces->size(), 4U);
  EXPECT_FLOAT_EQ(faces->front().width_px, 300);
  EXPECT_EQ(world.reader.last_options().embeddings_max, 0U);
  EXPECT_EQ(world.reader.last_options().which, FaceReader::Which::kAll);
  EXPECT_FAILS(DetectFaces(world.reader).run({}, {}), kImageFormat);
}

}  // namespace
}  // namespace mien::app
