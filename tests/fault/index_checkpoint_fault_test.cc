// The store, the index, its segment and what lies between them, with real files: what is killed, put back or swapped.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "fakes/temp_dir.h"
#include "fault/kept_index.h"
#include "fault/killed_worker.h"

namespace mien {
namespace {

using fault::acknowledge;
using fault::KeptIndex;
using fault::never;
using fault::run_and_kill;

bool lies_in(const std::filesystem::path& folder, std::uint64_t number) {
  const Embedding embedding = samples::embedding(number);
  const auto bytes = std::as_bytes(embedding.values());
  const std::string_view wanted(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (content.find(wanted) != std::string::npos) return true;
  }
  return false;
}

class IndexCheckpointFault : public testing::Test {
 protected:
  IndexCheckpointFault() {
    MIEN_CHECK(KeptIndex(dir_.path()).store->collections().create(samples::collection("people"), {}, {}));
  }
  fakes::TempDir dir_;
};

TEST_F(IndexCheckpointFault, ARemovedFaceIsInNoFileThoughACopyIsBeingWritten) {
  KeptIndex service(dir_.path());
  ASSERT_TRUE(service.add_many(1, 2000));
  ASSERT_TRUE(service.feed.save(never));
  ASSERT_TRUE(std::filesystem::exists(dir_ / "index/segment"));
  ASSERT_TRUE(service.remove(1));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "index/segment"));
  EXPECT_FALSE(lies_in(dir_.path(), 1));
  EXPECT_TRUE(lies_in(dir_.path(), 2));
  int parts = 0;
  const auto saved = service.feed.save([&] {
    if (++parts == 4) {
      EXPECT_TRUE(lies_in(dir_ / "index", 2)) << "it is being written";
      EXPECT_TRUE(service.remove(2));
      EXPECT_FALSE(lies_in(dir_.path(), 2)) << "and the removal is acknowledged";
    }
    return false;
  });
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::kChangedMeanwhile);
  EXPECT_FALSE(lies_in(dir_.path(), 2));
  ASSERT_TRUE(service.feed.save(never));
  service.expect_index_equals_store();
}

TEST_F(IndexCheckpointFault, AStoreThatWasPutBackDoesNotTakeTheCopyOfAnotherTime) {
  const fakes::TempDir backup;
  {
    KeptIndex service(dir_.path());
    ASSERT_TRUE(service.add_many(1, 600));
    ASSERT_TRUE(service.feed.save(never));
  }
  std::filesystem::copy(dir_ / "mien.db", backup / "mien.db");
  {
    KeptIndex service(dir_.path());
    EXPECT_EQ(service.start.from_checkpoint, 600U);
    ASSERT_TRUE(service.add_many(601, 1200));
    ASSERT_TRUE(service.feed.save(never));
  }
  for (const std::string name : {"mien.db", "mien.db-wal", "mien.db-shm"}) std::filesystem::remove(dir_ / name);
  std::filesystem::copy(backup / "mien.db", dir_ / "mien.db");
  {
    // The copy says 2 changes, of which this store knows one; then another with the same number.
    KeptIndex service(dir_.path());
    EXPECT_EQ(service.start.from_checkpoint, 0U);
    ASSERT_TRUE(service.start.ignored);
    EXPECT_FALSE(std::filesystem::exists(dir_ / "index/segment"));
    service.expect_index_equals_store();
    ASSERT_TRUE(service.add_many(5001, 5600));
    ASSERT_TRUE(service.feed.save(never));
  }
  KeptIndex service(dir_.path());
  EXPECT_EQ(service.start.from_checkpoint, 1200U);
  service.expect_index_equals_store();
}

TEST_F(IndexCheckpointFault, ADamagedCopyIsIgnoredAndRemovedWhereverItIsDamaged) {
  {
    KeptIndex service(dir_.path());
    ASSERT_TRUE(service.add_many(1, 600));
  }
  const std::string name = dir_ / "index/segment";
  for (const double part : {0.0, 0.001, 0.01, 0.2, 0.5, 0.9, 0.9999}) {
    {
      KeptIndex service(dir_.path());
      ASSERT_TRUE(service.feed.save(never));
    }
    const auto at = static_cast<std::streamoff>(part * static_cast<double>(std::filesystem::file_size(name)));
    {
      std::fstream file(name, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(at);
      const int byte = file.get();
      file.seekp(at);
      file.put(static_cast<char>(byte ^ 1));
    }
    KeptIndex service(dir_.path());
    service.expect_index_equals_store();
    EXPECT_EQ(service.start.from_checkpoint, 0U);
    ASSERT_TRUE(service.start.ignored);
    EXPECT_EQ(service.start.ignored->code, ErrorCode::kIncompatible);
    EXPECT_FALSE(std::filesystem::exists(name));
  }
}

/// Adds, removes and saves without end; tells which operations are acknowledged.
[[noreturn]] void work_for_ever(const std::filesystem::path& folder, std::uint64_t next, int out) {
  KeptIndex service(folder);
  for (std::uint64_t number = next;; ++number) {
    if (!service.add(number)) ::_exit(2);
    if (number % 10 == 0 && !service.remove(number - 3)) ::_exit(3);
    if (number % 4 == 0) static_cast<void>(service.feed.save(never));
    acknowledge(out, number);
  }
}

TEST_F(IndexCheckpointFault, KillingTheProcessNeverBreaksTheNextStart) {
  constexpr unsigned kSeed = 11;
  std::mt19937_64 random(kSeed);
  std::uint64_t next = 1;
  std::size_t from_checkpoint = 0;
  for (int round = 0; round < 16; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(round));
    std::uint64_t acknowledged = next - 1;
    const std::uint64_t after = random() % 30;
    const auto work = [&](int out) { work_for_ever(dir_.path(), next, out); };
    ASSERT_NO_FATAL_FAILURE(run_and_kill(work, after, static_cast<useconds_t>(random() % 4000), acknowledged));
    for (std::uint64_t number = 10; number <= acknowledged; number += 10)
      ASSERT_FALSE(lies_in(dir_.path(), number - 3)) << "removed before " << number;
    KeptIndex service(dir_.path());
    service.expect_index_equals_store();
    from_checkpoint += service.start.from_checkpoint;
    next = acknowledged + 1;
  }
  EXPECT_GT(from_checkpoint, 0U) << "copies were used";
}

TEST_F(IndexCheckpointFault, EqualsTheStoreThoughThreadsChangeItWhileItIsWritten) {
  constexpr std::uint64_t kFaces = 64;
  {
    KeptIndex service(dir_.path());
    std::atomic<bool> done = false;
    std::atomic<std::size_t> saved = 0;
    std::jthread saver([&] {
      while (!done) saved += service.feed.save(never) ? 1U : 0U;
    });
    std::jthread searcher([&] {
      const Embedding probe = samples::embedding(1);
      while (!done)
        if (!service.index.nearest({service.people, GalleryKind::kFaces}, std::span(&probe, 1), 5, -1)) std::abort();
    });
    {
      std::vector<std::jthread> writers;
      for (std::uint64_t thread = 0; thread < 3; ++thread)
        writers.emplace_back([&, thread] {
          for (std::uint64_t i = 0; i < kFaces; ++i) {
            const std::uint64_t number = 1 + thread * 1000 + i;
            if (!service.add(number) || (i % 8 == 7 && !service.remove(number - 2))) std::abort();
          }
        });
    }
    done = true;
    saver.join();
    searcher.join();
    service.expect_index_equals_store();
    while (!service.feed.save(never)) {
    }
  }
  KeptIndex service(dir_.path());
  EXPECT_EQ(service.start.from_checkpoint, 3 * kFaces - 3 * kFaces / 8);
  service.expect_index_equals_store();
}

}  // namespace
}  // namespace mien
