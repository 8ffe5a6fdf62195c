#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/temp_dir.h"
#include "fault/kept_index.h"
#include "fault/scarce_memory.h"

/// Every allocation while the index is kept on disk fails once, each in its turn.
namespace mien::fault {
namespace {

TEST(ScarceMemoryCheckpoint, WantOfMemoryLosesACopyAndNothingElse) {
  const fakes::TempDir dir;
  ASSERT_TRUE(KeptIndex(dir.path()).store->collections().create(samples::collection("people"), {}, {}));
  KeptIndex service(dir.path());
  ASSERT_TRUE(service.add_many(1, 600));
  for (std::size_t nth = 1;; ++nth) {
    ASSERT_LT(nth, 10'000U) << "it never succeeds";
    SCOPED_TRACE("allocation " + std::to_string(nth));
    bool struck = false;
    Result<std::size_t> saved = 0U;
    {
      const ScarceMemory scarce(nth);
      saved = service.feed.save(never);
      struck = ScarceMemory::struck();
    }
    if (!saved) {
      EXPECT_TRUE(struck);
      EXPECT_EQ(saved.error().code, ErrorCode::kUnavailable);
    }
    EXPECT_FALSE(std::filesystem::exists(dir / "index/segment.new"));
    ASSERT_TRUE(service.add(1000 + nth)) << "the next change is served";
    if (!struck) break;
  }
  service.expect_index_equals_store();
  KeptIndex again(dir.path());
  EXPECT_GT(again.start.from_checkpoint, 600U);
  again.expect_index_equals_store();
}

}  // namespace
}  // namespace mien::fault
