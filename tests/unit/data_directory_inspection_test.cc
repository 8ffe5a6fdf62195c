#include "adapters/system/data_directory_inspection.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "adapters/system/data_directory.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using Kind = DataDirectoryRefusal::Kind;

void write(const std::string& path, std::string_view text) {
  std::ofstream(path) << text;
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
}

/// Everything in a folder and the folder itself, with mode and time of change.
std::map<std::string, std::vector<std::int64_t>> state_of(const std::string& path) {
  std::map<std::string, std::vector<std::int64_t>> out;
  const auto add = [&](const std::string& name) {
    struct stat status{};
    EXPECT_EQ(::lstat(name.c_str(), &status), 0) << name;
    out[name] = {status.st_mode, status.st_size, status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
  };
  add(path);
  for (const auto& entry : fs::recursive_directory_iterator(path)) add(entry.path().string());
  return out;
}

/// A way to spoil a good data directory.
struct Spoilt {
  Kind kind;
  std::string entry;
  std::function<void(const std::string&)> spoil;
};

std::vector<Spoilt> ways_to_spoil(const std::string& elsewhere) {
  std::vector<Spoilt> ways;
  for (const std::string name :
       {"mien.db", "mien.db-wal", "mien.db-shm", "mien.db-journal", "root-keys.json", "sealing-key.json"}) {
    ways.push_back({Kind::kNoPlainEntry, name,
                    [=](const auto& path) { fs::create_symlink(elsewhere + "/file", path + "/" + name); }});
    ways.push_back({Kind::kNoPlainEntry, name, [=](const auto& path) {
                      write(path + "/again", "");
                      fs::create_hard_link(path + "/again", path + "/" + name);
                    }});
    ways.push_back({Kind::kNoPlainEntry, name,
                    [=](const auto& path) { ASSERT_EQ(::mkfifo((path + "/" + name).c_str(), 0600), 0); }});
  }
  for (const std::string name : {"objects", "index", "tls"}) {
    ways.push_back({Kind::kNoPlainEntry, name,
                    [=](const auto& path) { fs::create_directory_symlink(elsewhere, path + "/" + name); }});
    ways.push_back({Kind::kNoPlainEntry, name, [=](const auto& path) { write(path + "/" + name, "no folder"); }});
  }
  ways.push_back({Kind::kNoPlainEntry, "VERSION", [=](const auto& path) {
                    fs::remove(path + "/VERSION");
                    ASSERT_EQ(::mkfifo((path + "/VERSION").c_str(), 0600), 0);
                  }});
  ways.push_back({Kind::kAnyoneWrites, "", [](const auto& path) {
                    write(path + "/holiday.txt", "not ours, so the mode is not ours to change");
                    ASSERT_EQ(::chmod(path.c_str(), 0777), 0);
                  }});
  ways.push_back({Kind::kNewerVersion, "VERSION", [](const auto& path) { write(path + "/VERSION", "2\n"); }});
  for (const std::string text : {"", "x", "1x", "0", "99999999999999"})
    ways.push_back({Kind::kBadVersion, "VERSION", [=](const auto& path) { write(path + "/VERSION", text); }});
  if (::geteuid() != 0) return ways;  // Only root can give a file away.
  for (const std::string name : {"mien.db", "mien.db-journal", "root-keys.json", "sealing-key.json"})
    ways.push_back({Kind::kForeignEntry, name, [=](const auto& path) {
                      write(path + "/" + name, "");
                      ASSERT_EQ(::chown((path + "/" + name).c_str(), 65'534, 65'534), 0);
                    }});
  return ways;
}

TEST(InspectDataDirectory, RefusesWhatAStartRefusesInTheSameWordsAndChangesNothing) {
  const fakes::TempDir elsewhere;
  write(elsewhere / "file", "");
  for (const Spoilt& way : ways_to_spoil(elsewhere.path().string())) {
    const fakes::TempDir dir;
    const std::string path = dir / "data";
    ASSERT_TRUE(DataDirectory::open(path));
    way.spoil(path);
    const auto before = state_of(path);
    const DataDirectoryInspection found = inspect_data_directory(path);
    EXPECT_EQ(state_of(path), before) << way.entry;
    const auto started = DataDirectory::open(path);
    ASSERT_FALSE(started) << way.entry;
    ASSERT_EQ(found.refusals.size(), 1U) << started.error().message;
    EXPECT_EQ(found.refusals[0].error.message, started.error().message);
    EXPECT_EQ(found.refusals[0].error.code, started.error().code) << started.error().message;
    EXPECT_EQ(found.refusals[0].kind, way.kind) << started.error().message;
    EXPECT_EQ(found.refusals[0].entry, way.entry);
  }
}

TEST(InspectDataDirectory, NamesEverythingThatIsWrongAtOnce) {
  const fakes::TempDir dir;
  const std::string path = dir.path().string();
  write(path + "/VERSION", "2\n");
  write(path + "/holiday.txt", "");
  write(path + "/objects", "");
  ASSERT_EQ(::chmod(path.c_str(), 0777), 0);
  const DataDirectoryInspection found = inspect_data_directory(path);
  ASSERT_EQ(found.refusals.size(), 3U);
  EXPECT_EQ(found.refusals[0].kind, Kind::kAnyoneWrites);
  EXPECT_EQ(found.refusals[1].kind, Kind::kNoPlainEntry);
  EXPECT_EQ(found.refusals[2].kind, Kind::kNewerVersion);
}

TEST(InspectDataDirectory, IsContentWithWhatAStartTakesOrMakes) {
  const fakes::TempDir dir;
  const std::string path = dir / "new/data";
  EXPECT_TRUE(inspect_data_directory(path).refusals.empty());
  EXPECT_FALSE(inspect_data_directory(path).is_there);
  EXPECT_FALSE(fs::exists(dir / "new"));
  ASSERT_TRUE(DataDirectory::open(path));
  const DataDirectoryInspection found = inspect_data_directory(path + "/");
  EXPECT_TRUE(found.refusals.empty());
  EXPECT_TRUE(found.is_there);
  EXPECT_TRUE(found.is_own);
  EXPECT_EQ(found.path, path);
  EXPECT_EQ(found.privacy, DataDirectoryPrivacy::kPrivate);
}

TEST(InspectDataDirectory, SaysWhatAStartWillTakeFromOthers) {
  const fakes::TempDir dir;
  const std::string path = dir / "data";
  ASSERT_TRUE(DataDirectory::open(path));
  for (const std::string name : {"mien.db", "root-keys.json", "sealing-key.json"}) {
    write(path + "/" + name, "");
    ASSERT_EQ(::chmod((path + "/" + name).c_str(), 0644), 0);
  }
  ASSERT_EQ(::chmod(path.c_str(), 0777), 0);
  const DataDirectoryInspection found = inspect_data_directory(path);
  EXPECT_TRUE(found.refusals.empty()) << "a start makes it private first";
  EXPECT_EQ(found.privacy, DataDirectoryPrivacy::kMadePrivate);
  EXPECT_EQ(found.open_entries, std::vector<std::string>{"mien.db"});
  ASSERT_TRUE(DataDirectory::open(path));
  EXPECT_TRUE(inspect_data_directory(path).open_entries.empty());
  write(path + "/holiday.txt", "");
  ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
  EXPECT_EQ(inspect_data_directory(path).privacy, DataDirectoryPrivacy::kOpenToOthers);
}

TEST(InspectDataDirectory, SaysWhyThereCannotBeOne) {
  const fakes::TempDir dir;
  write(dir / "file", "");
  fs::create_symlink(dir / "nowhere", dir / "link");
  for (const std::string& path :
       {dir / "file", dir / "file/data", dir / "file/more/data", dir / "link", std::string()}) {
    const DataDirectoryInspection found = inspect_data_directory(path);
    ASSERT_EQ(found.refusals.size(), 1U) << path;
    EXPECT_EQ(found.refusals[0].kind, Kind::kNoDirectory) << path;
    EXPECT_FALSE(DataDirectory::open(path));
  }
  if (::geteuid() == 0) return;  // Root may write anywhere.
  ASSERT_EQ(::chmod(dir.path().c_str(), 0500), 0);
  EXPECT_EQ(inspect_data_directory(dir / "new").refusals.front().kind, Kind::kNotWritable);
  EXPECT_EQ(inspect_data_directory(dir.path().string()).refusals.front().kind, Kind::kNotWritable);
  ASSERT_EQ(::chmod(dir.path().c_str(), 0700), 0);
}

TEST(InspectDataDirectory, KnowsWhetherItIsInUse) {
  const fakes::TempDir dir;
  const std::string path = dir / "data";
  {
    const auto open = DataDirectory::open(path);
    ASSERT_TRUE(open);
    EXPECT_TRUE(inspect_data_directory(path).is_in_use);
    EXPECT_FALSE(DataDirectory::open(path));
    EXPECT_TRUE(inspect_data_directory(path).is_in_use) << "a start that was refused takes nothing away";
  }
  EXPECT_FALSE(inspect_data_directory(path).is_in_use);
}

TEST(InspectDataDirectory, NeverKeepsAServerFromStarting) {
  const fakes::TempDir dir;
  const std::string path = dir / "data";
  ASSERT_TRUE(DataDirectory::open(path));
  std::atomic<int> asked = 0;
  const std::jthread curious([&](const std::stop_token& stop) {
    for (; !stop.stop_requested(); ++asked) static_cast<void>(inspect_data_directory(path));
  });
  for (int start = 0; start < 200 || asked < 200; ++start) {
    const auto open = DataDirectory::open(path);
    ASSERT_TRUE(open) << open.error().message;
  }
}

}  // namespace
}  // namespace mien
