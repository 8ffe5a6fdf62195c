#include "app/intake/erase_traces.h"

#include <gtest/gtest.h>

#include <set>

#include "app/intake/table_item_sink.h"
#include "core/limits.h"
#include "core/text_map.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class Removals final : public UploadedObjects {
 public:
  Result<Upload> read(const std::string&, const std::string&, std::size_t) const override {
    return fail(ErrorCode::kNotFound, "Nobody reads.");
  }
  Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) override {
    ++calls;
    if (down) return fail(ErrorCode::kUnavailable, "The server is down.");
    removed.insert(bucket + "/" + key + "#" + std::to_string(sequence));
    return {};
  }
  std::set<std::string> removed;
  int calls = 0;
  bool down = false;
};

class EraseTracesTest : public ::testing::Test {
 protected:
  void lose(Trace trace) { ASSERT_OK(world.store.traces().note(trace, {world.staff, person_id("gone")})); }
  EraseTraces::Done run() {
    const auto done = erase.run({});
    EXPECT_TRUE(done);
    return done.value_or(EraseTraces::Done{});
  }
  std::size_t left() { return world.store.traces().lost(0, 1000).value().size(); }

  World world;
  Removals ours;
  Removals theirs;
  TableItemSink items{world.store.tables(), world.sources};
  EraseTraces erase{{world.store.traces(), {ours, {{"other", &theirs}}}, items}, world.clock};
};

TEST_F(EraseTracesTest, RemovesObjectsWhereTheyLieAndItems) {
  const ItemSink::Fields ann{{"Name", "Ann"}, {"Face", "1"}};
  ASSERT_OK(items.put("faces", "Name", ann));
  ASSERT_OK(items.put("faces", "Name", {{"Name", "Bob"}}));
  const std::string key = items.key_of("faces", "", ann).value();
  EXPECT_EQ(key, encode_text_map({{"Name", "Ann"}}));
  lose({.container = "photos", .key = "a", .sequence = 7});
  lose({.source = "other", .container = "photos", .key = "b", .sequence = 8});
  lose({.kind = Trace::Kind::kItem, .container = "faces", .key = key});
  EXPECT_EQ(run().erased, 3U);
  EXPECT_EQ(ours.removed, (std::set<std::string>{"photos/a#7"}));
  EXPECT_EQ(theirs.removed, (std::set<std::string>{"photos/b#8"}));
  EXPECT_EQ(world.store.tables().find(*TableName::parse("faces")).value().item_count, 1U);
  EXPECT_EQ(left(), 0U);
  EXPECT_EQ(run().erased, 0U);
}

TEST_F(EraseTracesTest, DoesNotMindWhatHasGoneAlready) {
  lose({.kind = Trace::Kind::kItem, .container = "no-table", .key = encode_text_map({{"Name", "Ann"}})});
  ASSERT_OK(items.put("renamed", "Other", {{"Other", "x"}}));
  lose({.kind = Trace::Kind::kItem, .container = "renamed", .key = encode_text_map({{"Name", "Ann"}})});
  EXPECT_EQ(run().erased, 2U);
  EXPECT_EQ(left(), 0U);
}

TEST_F(EraseTracesTest, PutsOffWhatCannotBeRemoved) {
  theirs.down = true;
  lose({.source = "other", .container = "photos", .key = "b", .sequence = 8});
  lose({.source = "unknown", .container = "photos", .key = "c", .sequence = 9});
  lose({.container = "photos", .key = "a", .sequence = 7});
  auto done = run();
  EXPECT_EQ(done.erased, 1U) << "the others do not hold it up";
  EXPECT_EQ(done.failed, 2U);
  EXPECT_EQ(run().failed, 0U);
  EXPECT_EQ(theirs.calls, 1);
  world.clock.advance(limits::kTraceRetry);
  theirs.down = false;
  done = run();
  EXPECT_EQ(done.erased, 1U);
  EXPECT_EQ(done.failed, 1U) << "its server is not configured any more";
  EXPECT_EQ(left(), 1U);
}

TEST_F(EraseTracesTest, GoesThroughAllOfThemPageByPage) {
  const std::size_t many = 2 * limits::kTracesPerPage + 1;
  for (std::size_t i = 0; i < many; ++i) lose({.container = "photos", .key = std::to_string(i), .sequence = 1});
  EXPECT_EQ(run().erased, many);
  EXPECT_EQ(left(), 0U);
}

TEST_F(EraseTracesTest, TellsThatTheStoreIsDown) {
  world.store.set_down(true);
  const auto done = erase.run({});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace mien::app
