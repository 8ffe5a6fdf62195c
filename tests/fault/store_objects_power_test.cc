#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/bucket_samples.h"
#include "fakes/temp_dir.h"
#include "fault/rounds.h"
#include "fault/store_faults.h"
#include "fault/store_vfs.h"

/// What buckets hold after the power went: what was acknowledged, with the tasks that follow from it, and of the change
/// that was under way all or nothing.
namespace mien {
namespace {

using fault::FaultyVfs;

/// Keys and the number of their object's bytes, and how many tasks there are.
struct Contents {
  std::map<std::string, std::uint64_t> objects;
  std::size_t changes = 0;
  bool operator==(const Contents&) const = default;
};

std::optional<Contents> contents_of(SqliteStore& store) {
  Contents out;
  const auto listing = store.bucket_objects().list(samples::bucket_name("photos"), {});
  if (!listing) return std::nullopt;
  for (const auto& entry : listing->entries) out.objects[entry.name] = entry.object->bytes;
  const auto waiting = store.tasks().waiting(TaskKind::kIntake);
  if (!waiting) return std::nullopt;
  out.changes = *waiting;
  return out;
}

/// One random change, as the store makes it and as it should be afterwards.
Result<void> change(SqliteStore& store, std::mt19937_64& random, std::uint64_t number, Contents& wanted) {
  const std::string key = "key-" + std::to_string(random() % 6);
  if (random() % 4 == 0) {
    const std::vector paths{samples::path(key)};
    if (wanted.objects.erase(key) > 0) ++wanted.changes;
    MIEN_TRY_VOID(store.bucket_objects().remove(samples::bucket_name("photos"), paths, {.name = {}, .bucket = "photos"},
                                                samples::event("DeleteObject"), samples::one_task));
    return {};
  }
  wanted.objects[key] = number;
  ++wanted.changes;
  MIEN_TRY_VOID(store.bucket_objects().put(samples::row(samples::object("photos", key, number)), samples::one_task));
  return {};
}

void run_until_the_power_goes(std::uint64_t seed, std::size_t cut_at) {
  const fakes::TempDir dir, after;
  FaultyVfs::Images images;
  Contents acknowledged;
  std::optional<Contents> under_way;
  bool made = false;
  {
    FaultyVfs vfs("mien-objects-power");
    vfs.cut_power_at(cut_at, seed);
    std::mt19937_64 random(seed);
    if (auto store = SqliteStore::open(dir / "mien.db", {.readers = 1, .checkpoint_pages = 20, .vfs = vfs.name()})) {
      made = (*store)->buckets().create(samples::bucket("photos"), samples::event("CreateBucket")).has_value();
      for (std::uint64_t number = 1; number < 40 && made && !vfs.power_is_gone(); ++number) {
        Contents next = acknowledged;
        if (change(**store, random, number, next))
          acknowledged = std::move(next);
        else
          under_way = std::move(next);
      }
    }
    if (!vfs.power_is_gone()) vfs.cut_power(seed);
    images = vfs.images();
  }
  for (const auto& [from, bytes] : images) {
    if (bytes.empty() && from.ends_with("-wal")) continue;
    std::ofstream out(after / std::filesystem::path(from).filename().string(), std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  const auto store = fault::open_store(after / "mien.db");
  ASSERT_NE(store, nullptr);
  const auto found = contents_of(*store);
  ASSERT_TRUE(found || !made) << "the bucket was acknowledged";
  if (found) {
    EXPECT_TRUE(*found == acknowledged || found == under_way)
        << "an acknowledged object is missing, or half of one is there";
  }
  ASSERT_EQ(fault::integrity(after / "mien.db"), "ok");
}

TEST(StoreFault, ObjectsOfBucketsSurvivePowerCutsWholeOrNotAtAll) {
  std::mt19937_64 random(20260105);
  for (int round = 0; round < fault::rounds(100); ++round) {
    const std::uint64_t seed = 1 + random() % 1'000'000;
    const std::size_t cut_at = 1 + random() % 500;
    SCOPED_TRACE("seed " + std::to_string(seed) + ", operation " + std::to_string(cut_at));
    run_until_the_power_goes(seed, cut_at);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace mien
