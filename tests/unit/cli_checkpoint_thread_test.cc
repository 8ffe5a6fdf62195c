#include "serve/checkpoint_thread.h"

#include <gtest/gtest.h>

#include <chrono>
#include <new>
#include <vector>

#include "contract/store_samples.h"
#include "core/limits.h"
#include "fakes/brute_force_index.h"
#include "fakes/fake_ids.h"
#include "fakes/memory_checkpoint.h"
#include "fakes/memory_store.h"
#include "fakes/recording_log.h"

namespace mien::cli {
namespace {

using fakes::MemoryCheckpoint;

TEST(CheckpointThread, LogsWantOfMemoryAndLetsTheServiceEndAsItShould) {
  fakes::MemoryStore store;
  fakes::BruteForceIndex index;
  fakes::FaultPlan plan;
  fakes::FakeIds ids;
  MemoryCheckpoint copies([]() -> MemoryCheckpoint::Entries { throw std::bad_alloc(); },
                          [](const MemoryCheckpoint::Entries&) { return Result<void>(); }, plan);
  app::IndexFeed feed(store.changes(), index, app::IndexFeed::Checkpoints{copies, store.checkpoints(), ids});
  const CollectionId staff = CollectionId::parse("staff").value();
  ASSERT_TRUE(store.collections().create({.id = staff, .face_model_version = "7.0"}, {}, {}));
  std::vector<StoredFace> faces;
  for (std::uint64_t i = 1; i <= limits::kCheckpointEntriesMin; ++i) faces.push_back(samples::face(i));
  ASSERT_TRUE(store.faces().add(staff, faces, samples::event("add")));
  ASSERT_TRUE(feed.catch_up(0));

  fakes::RecordingLog log;
  CheckpointThread thread(feed, log);
  thread.finish(std::chrono::steady_clock::now() + std::chrono::hours(1));
  EXPECT_EQ(log.text(), "segment_failed reason=The index could not be copied. detail=std::bad_alloc\n");
  EXPECT_EQ(log.last_level(), Log::Level::kWarning);
}

}  // namespace
}  // namespace mien::cli
