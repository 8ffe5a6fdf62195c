#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "adapters/objects_fs/fs_objects.h"
#include "fakes/temp_dir.h"
#include "fault/power_cut_folder.h"
#include "fault/rounds.h"

namespace mien {
namespace {

using fault::PowerCutFolder;

/// Two folders, so that keys meet in one.
ObjectKey key_of(std::uint64_t number) {
  ObjectKey key;
  key.uuid.bytes[0] = static_cast<std::uint8_t>(number % 2);
  key.uuid.bytes[15] = static_cast<std::uint8_t>(number);
  return key;
}

/// The one that is a copy has the bytes of another.
using Originals = std::map<std::uint64_t, std::uint64_t>;

std::vector<std::byte> content_of(std::uint64_t number) {
  return std::vector<std::byte>(50 + number % 100, static_cast<std::byte>(number | 1));
}

/// What may be found under a key after the power went. Keys are made once and never used again.
enum class Fate : std::uint8_t { kThere, kGone, kEither };

/// A random history of puts and removals until the power goes; then the folder as it was left, opened anew.
void run_until_the_power_goes(std::uint64_t seed, std::size_t cut_at, std::optional<std::size_t> fail_at) {
  const fakes::TempDir dir, after;
  std::filesystem::create_directory(dir / "objects");
  std::filesystem::create_directory(after / "objects");
  std::map<std::uint64_t, Fate> fates;
  Originals originals;
  const auto whole = [&](std::uint64_t number) {
    const auto original = originals.find(number);
    return content_of(original == originals.end() ? number : original->second);
  };
  std::mt19937_64 random(seed);
  {
    PowerCutFolder folder(dir / "objects");
    if (fail_at) folder.fail_at(*fail_at, random() % 2 == 0 ? EIO : ENOSPC);
    folder.cut_power_at(cut_at);
    if (const auto objects = FsObjects::open(dir / "objects")) {
      for (std::uint64_t number = 1; number < 25 && !folder.power_is_gone(); ++number) {
        const auto any = [&] { return std::next(fates.begin(), static_cast<std::ptrdiff_t>(random() % fates.size())); };
        if (!fates.empty() && random() % 4 == 0) {
          const auto& [from, its_fate] = *any();
          const auto copied = (*objects)->copy(key_of(from), key_of(number));
          if (!copied && copied.error().code == ErrorCode::kNotFound) {
            ASSERT_NE(its_fate, Fate::kThere);
            continue;
          }
          const auto original = originals.find(from);
          originals[number] = original == originals.end() ? from : original->second;
          fates[number] = copied ? Fate::kThere : Fate::kEither;
        } else if (random() % 3 != 0 || fates.empty()) {
          // One that failed may be there or not until a start has swept what has no row.
          const auto put = (*objects)->put(key_of(number), content_of(number));
          fates[number] = put ? Fate::kThere : Fate::kEither;
          if (!put) {
            ASSERT_EQ(put.error().code, ErrorCode::kUnavailable);
          }
        } else {
          auto& [removed, fate] = *any();
          fate = (*objects)->remove(key_of(removed)) && fate != Fate::kEither ? Fate::kGone : Fate::kEither;
        }
      }
    }
    folder.restore(after / "objects", seed);
  }
  const auto objects = FsObjects::open(after / "objects");
  ASSERT_TRUE(objects) << objects.error().message;
  std::set<ObjectKey> listed;
  ASSERT_TRUE((*objects)->for_each([&](const ObjectKey& key) { listed.insert(key); }));
  for (const auto& [number, fate] : fates) {
    const auto found = (*objects)->get(key_of(number));
    ASSERT_EQ(found.has_value(), listed.erase(key_of(number)) == 1) << "object " << number;
    if (fate == Fate::kThere) {
      ASSERT_TRUE(found) << "object " << number << " was acknowledged";
    }
    if (fate == Fate::kGone) {
      ASSERT_FALSE(found) << "the removal of object " << number << " was acknowledged";
    }
    if (found) {
      ASSERT_EQ(*found, whole(number)) << "half of object " << number;
    }
    if (!found) {
      ASSERT_EQ(found.error().code, ErrorCode::kNotFound);
    }
  }
  ASSERT_TRUE(listed.empty());
  ASSERT_TRUE(std::filesystem::is_empty(after / "objects/incoming"));
}

TEST(ObjectsFault, PowerCutsLeaveEveryAcknowledgedObjectAndNoHalfOne) {
  std::mt19937_64 random(20260103);
  for (int round = 0; round < fault::rounds(500); ++round) {
    const std::uint64_t seed = random();
    const std::size_t cut_at = 1 + random() % 220;
    const auto fail_at = round % 2 == 0 ? std::nullopt : std::optional<std::size_t>(1 + random() % cut_at);
    SCOPED_TRACE("seed " + std::to_string(seed) + ", call " + std::to_string(cut_at) + ", failing " +
                 std::to_string(fail_at.value_or(0)));
    run_until_the_power_goes(seed, cut_at, fail_at);
    if (HasFatalFailure()) return;
  }
}

TEST(ObjectsFault, APutThatFailsWhereverItDoesLeavesNothingAndCanBeRepeated) {
  for (const int error : {EIO, ENOSPC}) {
    bool failed = true;
    for (std::size_t call = 1; failed; ++call) {
      SCOPED_TRACE("call " + std::to_string(call));
      const fakes::TempDir dir, after;
      std::filesystem::create_directory(dir / "objects");
      std::filesystem::create_directory(after / "objects");
      const auto objects = FsObjects::open(dir / "objects").value();
      PowerCutFolder folder(dir / "objects");
      folder.fail_at(call, error);
      const auto put = objects->put(key_of(1), content_of(1));
      failed = folder.failed();
      ASSERT_NE(put.has_value(), failed);
      if (failed) {
        EXPECT_EQ(put.error().code, ErrorCode::kUnavailable);
        EXPECT_EQ(objects->get(key_of(1)).error().code, ErrorCode::kNotFound);
        EXPECT_TRUE(objects->put(key_of(1), content_of(1)));
      }
      EXPECT_EQ(objects->get(key_of(1)).value(), content_of(1));
      ASSERT_LT(call, 100U);
    }
  }
}

TEST(ObjectsFault, ACopyThatFailsWhereverItDoesLeavesNothingAndCanBeRepeated) {
  bool failed = true;
  for (std::size_t call = 1; failed; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    const fakes::TempDir dir;
    const auto objects = FsObjects::open(dir / "objects").value();
    ASSERT_TRUE(objects->put(key_of(1), content_of(1)));
    PowerCutFolder folder(dir / "objects");
    folder.fail_at(call, EIO);
    const auto copied = objects->copy(key_of(1), key_of(2));
    failed = folder.failed();
    ASSERT_NE(copied.has_value(), failed);
    if (failed) {
      EXPECT_EQ(copied.error().code, ErrorCode::kUnavailable);
      EXPECT_EQ(objects->get(key_of(2)).error().code, ErrorCode::kNotFound);
      EXPECT_TRUE(objects->copy(key_of(1), key_of(2)));
    }
    EXPECT_EQ(objects->get(key_of(2)).value(), content_of(1));
    ASSERT_LT(call, 100U);
  }
}

}  // namespace
}  // namespace mien
