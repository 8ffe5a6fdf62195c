#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <vector>

#include "adapters/objects_fs/fs_objects.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

ObjectKey key() { return ObjectKey::parse("abcdef01-0000-4000-8000-000000000000").value(); }
unsigned mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}

TEST(FsObjects, LaysFilesOutPrivatelyByTheirKey) {
  const fakes::TempDir dir;
  const auto objects = FsObjects::open(dir / "objects").value();
  ASSERT_TRUE(objects->put(key(), std::vector<std::byte>(3)));
  EXPECT_EQ(mode_of(dir / "objects"), 0700U);
  EXPECT_EQ(mode_of(dir / "objects/ab"), 0700U);
  EXPECT_EQ(mode_of(dir / ("objects/ab/" + key().text())), 0600U);
  EXPECT_TRUE(fs::is_empty(dir / "objects/incoming"));
}

TEST(FsObjects, SweepsWhatAnInterruptedPutLeftAndNothingElse) {
  const fakes::TempDir dir;
  {
    ASSERT_TRUE(FsObjects::open(dir / "objects").value()->put(key(), std::vector<std::byte>(3)));
  }
  std::ofstream(dir / ("objects/incoming/" + key().text())) << "half";
  std::ofstream(dir / "objects/ab/note.txt") << "somebody's";
  const auto objects = FsObjects::open(dir / "objects").value();
  EXPECT_TRUE(fs::is_empty(dir / "objects/incoming"));
  EXPECT_TRUE(fs::exists(dir / "objects/ab/note.txt"));
  int visits = 0;
  ASSERT_TRUE(objects->for_each([&](const ObjectKey& found) {
    EXPECT_EQ(found, key());
    ++visits;
  }));
  EXPECT_EQ(visits, 1);
}

TEST(FsObjects, FollowsNoLinkOutOfItsFolder) {
  const fakes::TempDir dir;
  fs::create_directories(dir / "elsewhere");
  std::ofstream(dir / "elsewhere/letter.txt") << "somebody's";
  fs::create_directories(dir / "objects");
  fs::create_directory_symlink(dir / "elsewhere", dir / "objects/incoming");
  const auto refused = FsObjects::open(dir / "objects");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(fs::exists(dir / "elsewhere/letter.txt")) << "the sweep went through the link";
  fs::remove(dir / "objects/incoming");
  fs::create_directory_symlink(dir / "elsewhere", dir / "objects/ab");
  EXPECT_FALSE(FsObjects::open(dir / "objects").value()->put(key(), std::vector<std::byte>(3)));
  EXPECT_FALSE(fs::exists(dir / ("elsewhere/" + key().text())));
}

TEST(FsObjects, KeepsACopyAsOneFileWithItsOriginal) {
  const fakes::TempDir dir;
  const auto objects = FsObjects::open(dir / "objects").value();
  const ObjectKey other = ObjectKey::parse("12345678-0000-4000-8000-000000000000").value();
  ASSERT_TRUE(objects->put(key(), std::vector<std::byte>(3)));
  ASSERT_TRUE(objects->copy(key(), other));
  EXPECT_EQ(fs::hard_link_count(dir / ("objects/12/" + other.text())), 2U);
  fs::create_directories(dir / "objects/ab/cd");
  fs::rename(dir / ("objects/ab/" + key().text()), dir / ("objects/ab/cd/" + key().text()));
  ASSERT_TRUE(objects->remove(other));
  ASSERT_TRUE(objects->copy(key(), other)) << "that lies where earlier versions put it";
  EXPECT_EQ(objects->get(other).value().size(), 3U);
}

TEST(FsObjects, FindsAndRemovesWhatEarlierVersionsLaidInFurtherFolders) {
  const fakes::TempDir dir;
  fs::create_directories(dir / "objects/ab/cd");
  std::ofstream(dir / ("objects/ab/cd/" + key().text())) << "photo";
  const auto objects = FsObjects::open(dir / "objects").value();
  int visits = 0;
  ASSERT_TRUE(objects->for_each([&](const ObjectKey& found) { visits += found == key() ? 1 : 100; }));
  EXPECT_EQ(visits, 1);
  EXPECT_EQ(objects->get(key()).value().size(), 5U);
  EXPECT_EQ(objects->open(key()).value()->bytes(), 5U);
  ASSERT_TRUE(objects->remove(key()));
  EXPECT_EQ(objects->get(key()).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(fs::is_empty(dir / "objects/ab/cd"));
}

TEST(FsObjects, ReportsAFailedWriteAndKeepsNothingOfIt) {
  const fakes::TempDir dir;
  const auto objects = FsObjects::open(dir / "objects").value();
  // A limit on the size of files stands for a full disk: the write stops in the middle.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 10'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto stored = objects->put(key(), std::vector<std::byte>(100'000));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(stored.error().detail.empty());
  EXPECT_EQ(objects->get(key()).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(fs::is_empty(dir / "objects/incoming"));
  EXPECT_TRUE(objects->put(key(), std::vector<std::byte>(100'000))) << "a retry works";
}

TEST(FsObjects, NamesARootThatCannotBeUsed) {
  const fakes::TempDir dir;
  std::ofstream(dir / "file") << "x";
  for (const std::string& root : {dir / "file", dir / "missing/objects"}) {
    const auto objects = FsObjects::open(root);
    ASSERT_FALSE(objects);
    EXPECT_EQ(objects.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(objects.error().message.find(root), std::string::npos) << objects.error().message;
  }
}

}  // namespace
}  // namespace mien
