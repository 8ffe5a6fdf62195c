#include "app/collections.h"

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class Collections : public ::testing::Test {
 protected:
  World world;
  CreateCollection create{world.collections, world.model, world.sources};
  DeleteCollection remove{world.collections, world.objects, world.feed, world.model, world.sources};
};

TEST_F(Collections, AreMadeForTheModelThatRuns) {
  world.clock.advance(std::chrono::hours(1));
  const auto made = create.run({.id = collection_id("guests"), .actor = "key-1"});
  ASSERT_OK(made);
  EXPECT_EQ(made->face_model_version, "7.0");
  EXPECT_EQ(made->created, world.clock.now());
  const auto found = DescribeCollection(world.collections).run(collection_id("guests"));
  ASSERT_OK(found);
  EXPECT_EQ(found->face_model_version, "7.0");
  ASSERT_EQ(world.events().size(), 1U);
  EXPECT_EQ(world.events()[0].action, "CreateCollection");
  EXPECT_EQ(world.events()[0].actor, "key-1");
  EXPECT_EQ(world.events()[0].collection, "guests");
}

TEST_F(Collections, RefuseAnIdThatExists) {
  EXPECT_FAILS(create.run({.id = world.staff}), kAlreadyExists);
  EXPECT_TRUE(world.events().empty());
}

TEST_F(Collections, ReportAStoreOutOfOrder) {
  world.store.set_down(true);
  EXPECT_FAILS(create.run({.id = collection_id("guests")}), kUnavailable);
  EXPECT_FAILS(remove.run(world.staff, ""), kUnavailable);
  EXPECT_FAILS(DescribeCollection(world.collections).run(world.staff), kUnavailable);
}

TEST_F(Collections, ThatAreMissingAreNotFound) {
  EXPECT_FAILS(DescribeCollection(world.collections).run(collection_id("none")), kNotFound);
  EXPECT_FAILS(remove.run(collection_id("none"), ""), kNotFound);
}

TEST_F(Collections, AreListedInPages) {
  ASSERT_OK(create.run({.id = collection_id("a")}));
  const ListCollections list(world.collections);
  const auto first = list.run({.after = {}, .limit = 1});
  ASSERT_OK(first);
  ASSERT_EQ(first->items.size(), 1U);
  EXPECT_EQ(first->items[0].id, collection_id("a"));
  const auto second = list.run({.after = first->next, .limit = 1});
  ASSERT_OK(second);
  EXPECT_EQ(second->items[0].id, world.staff);
  EXPECT_FAILS(list.run({.after = "nonsense", .limit = 1}), kInvalidPageToken);
}

TEST_F(Collections, TakeFacesPeopleAndPhotosWithThem) {
  ASSERT_OK(world.add(1));
  ASSERT_EQ(world.memory_objects.size(), 1U);
  ASSERT_OK(remove.run(world.staff, "key-1"));
  EXPECT_EQ(world.memory_objects.size(), 0U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 0U);
  EXPECT_EQ(world.searchable(GalleryKind::kPeople), 0U);
  EXPECT_FAILS(world.collections.find(world.staff), kNotFound);
  EXPECT_EQ(world.events()[0].action, "DeleteCollection");
}

TEST_F(Collections, AreDeletedThoughAFileCannotBeRemoved) {
  ASSERT_OK(world.add(1));
  world.memory_objects.set_down(true);
  EXPECT_TRUE(remove.run(world.staff, ""));
}

TEST_F(Collections, LoseTheirPhotosThoughTheIndexFails) {
  World other;
  ASSERT_OK(other.add(1));
  const DeleteCollection use(other.collections, other.objects, other.feed, other.model, other.sources);
  other.plan.fail_call(3);  // Calls: remove, object, then replay.
  EXPECT_FAILS(use.run(other.staff, ""), kStoredNotSearchable);
  EXPECT_EQ(other.memory_objects.size(), 0U);
  other.plan.never();
  ASSERT_OK(other.feed.catch_up(0));
  EXPECT_EQ(other.searchable(GalleryKind::kFaces), 0U);
}

TEST_F(Collections, AreMadeAgainEmptyWhereTheDefaultOneIsDeleted) {
  const CollectionId people = collection_id(kDefaultCollection);
  world.make_collection(people, "6.0");  // Of another model, as after a change of the pack.
  ASSERT_OK(remove.run(people, "AKID"));
  auto found = world.collections.find(people);
  ASSERT_OK(found);
  EXPECT_EQ(found->face_count, 0U);
  EXPECT_EQ(found->face_model_version, "7.0");
  EXPECT_EQ(world.events().size(), 1U) << "one deletion, and nobody created anything";
  // Where a crash came between, deleting it again tells the truth and mends it.
  ASSERT_OK(world.collections.remove(people, {}));
  EXPECT_FAILS(remove.run(people, "AKID"), kNotFound);
  EXPECT_TRUE(world.collections.find(people));
}

TEST_F(Collections, AreEnsuredOnce) {
  const CollectionId people = collection_id("people");
  ASSERT_OK(ensure_collection(world.collections, world.model, people, world.clock));
  ASSERT_OK(ensure_collection(world.collections, world.model, people, world.clock));
  const auto found = world.collections.find(people);
  ASSERT_OK(found);
  EXPECT_EQ(found->face_model_version, "7.0");
  EXPECT_EQ(found->created, world.clock.now());
}

TEST_F(Collections, AreNotEnsuredByAStoreOutOfOrder) {
  for (const int failing : {1, 2}) {
    world.plan.fail_call(failing);
    EXPECT_FAILS(ensure_collection(world.collections, world.model, collection_id("people"), world.clock), kUnavailable);
  }
}

/// Says that a collection is missing until somebody creates it: another process was first.
class RacingCollections final : public CollectionStore {
 public:
  Result<void> create(const Collection&, std::span<const std::pair<std::string, std::string>>,
                      const std::optional<AuditEvent>&) override {
    return fail(ErrorCode::kAlreadyExists, "It exists.");
  }
  Result<Collection> find(const CollectionId&) const override { return fail(ErrorCode::kNotFound, "None."); }
  Result<Page<Collection>> list(const PageRequest&) const override { return Page<Collection>{}; }
  Result<Removal> remove(const CollectionId&, const std::optional<AuditEvent>&) override { return Removal{}; }
};

TEST_F(Collections, AreEnsuredWhereAnotherWasFirst) {
  RacingCollections racing;
  EXPECT_TRUE(ensure_collection(racing, world.model, world.staff, world.clock));
}

}  // namespace
}  // namespace mien::app
