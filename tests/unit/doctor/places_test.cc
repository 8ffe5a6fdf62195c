#include "doctor/places.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "fakes/temp_dir.h"

namespace mien::doctor {
namespace {

namespace fs = std::filesystem;

Level worst(const Findings& findings) { return std::ranges::max(findings, {}, &Finding::level).level; }

void put(const fs::path& file, const std::string& text, fs::perms mode = fs::perms(0600)) {
  std::ofstream(file) << text;
  fs::permissions(file, mode);
}

std::optional<std::string> unset(const std::string&) { return std::nullopt; }

TEST(CheckDataDirectory, IsContentWithAnOrdinaryOne) {
  const fakes::TempDir folder;
  put(folder / "VERSION", "1\n");
  EXPECT_EQ(worst(check_data_directory(folder.path())), Level::kOk);
  EXPECT_EQ(worst(check_data_directory(folder / "new/data")), Level::kOk);
}

TEST(CheckDataDirectory, SaysWhatAStartWouldRefuse) {
  const fakes::TempDir folder;
  put(folder / "VERSION", "2\n");
  EXPECT_EQ(worst(check_data_directory(folder.path())), Level::kProblem);
  put(folder / "VERSION", "one\n");
  EXPECT_EQ(worst(check_data_directory(folder.path())), Level::kProblem);
  put(folder / "VERSION", "1\n");
  fs::create_symlink("VERSION", folder / "mien.db");
  EXPECT_EQ(worst(check_data_directory(folder.path())), Level::kProblem);
  EXPECT_EQ(worst(check_data_directory(folder / "VERSION")), Level::kProblem);
  EXPECT_EQ(worst(check_data_directory(folder / "VERSION/data")), Level::kProblem);
}

TEST(CheckDataDirectory, WarnsWhenOthersCanLookIn) {
  const fakes::TempDir folder;
  fs::permissions(folder.path(), fs::perms(0755));
  const Findings findings = check_data_directory(folder.path());
  EXPECT_EQ(worst(findings), Level::kWarning);
  EXPECT_EQ(findings[0].advice, "chmod 700 " + folder.path().string());
}

TEST(CheckDataDirectory, KnowsWhetherItIsInUse) {
  const fakes::TempDir folder;
  EXPECT_FALSE(is_in_use(folder.path()));
  const int lock = ::open((folder / "LOCK").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(lock, 0);
  EXPECT_FALSE(is_in_use(folder.path()));
  ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
  EXPECT_TRUE(is_in_use(folder.path()));
  ::close(lock);
  EXPECT_FALSE(is_in_use(folder.path()));
}

TEST(CheckVolume, RefusesWhatLosesDataOrLies) {
  EXPECT_EQ(worst(check_volume({.kind = 0xef53})), Level::kOk);
  EXPECT_EQ(worst(check_volume({.kind = 0x01021994})), Level::kProblem);
  EXPECT_EQ(worst(check_volume({.kind = 0x6969})), Level::kProblem);
  EXPECT_EQ(worst(check_volume({.kind = 0xff534d42})), Level::kProblem);
  EXPECT_EQ(worst(check_volume({.kind = 0x65735546})), Level::kWarning);
  EXPECT_EQ(worst(check_volume({.kind = 0x794c7630})), Level::kWarning);
}

TEST(CheckSpace, HasThresholds) {
  const std::uint64_t all = 100ULL << 30;
  EXPECT_EQ(worst(check_space({.bytes_free = all / 2, .bytes_all = all})), Level::kOk);
  EXPECT_EQ(worst(check_space({.bytes_free = 1ULL << 30, .bytes_all = all})), Level::kWarning);
  EXPECT_EQ(worst(check_space({.bytes_free = 1ULL << 20, .bytes_all = all})), Level::kProblem);
  const auto files = [&](std::uint64_t free) {
    return worst(check_space({.bytes_free = all / 2, .bytes_all = all, .files_free = free, .files_all = 1'000'000}));
  };
  EXPECT_EQ(files(900'000), Level::kOk);
  EXPECT_EQ(files(50'000), Level::kWarning);
  EXPECT_EQ(files(10), Level::kProblem);
}

TEST(CheckSync, WritesAndLeavesNothing) {
  const fakes::TempDir folder;
  EXPECT_NE(worst(check_sync(folder.path())), Level::kProblem);
  EXPECT_TRUE(fs::is_empty(folder.path()));
  EXPECT_EQ(worst(check_sync(folder / "none")), Level::kUnknown);
  EXPECT_EQ(worst(judge_sync(std::chrono::milliseconds(3))), Level::kOk);
  EXPECT_EQ(worst(judge_sync(std::chrono::milliseconds(80))), Level::kWarning);
}

TEST(CheckRootKey, JudgesTheFileWithoutShowingIt) {
  const fakes::TempDir folder;
  const fs::path file = folder / "root-keys.json";
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kOk);
  put(file, R"({"version":1,"access_key_id":"MIENABC","secret_access_key":"very-secret"})");
  const Findings good = check_root_key(folder.path(), unset);
  EXPECT_EQ(worst(good), Level::kOk);
  EXPECT_EQ(findings_text(good).find("very-secret"), std::string::npos);
  fs::permissions(file, fs::perms(0644));
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
  put(file, "{}");
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
  put(file, std::string(100'000, '['));
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
}

TEST(CheckRootKey, WantsBothVariablesOrNone) {
  const auto only_id = [](const std::string& name) -> std::optional<std::string> {
    return name == "MIEN_ROOT_ACCESS_KEY_ID" ? std::optional<std::string>("AK") : std::nullopt;
  };
  EXPECT_EQ(worst(check_root_key("/nowhere", only_id)), Level::kProblem);
  EXPECT_EQ(worst(check_root_key("/nowhere", [](const std::string&) { return std::optional<std::string>("x"); })),
            Level::kOk);
}

}  // namespace
}  // namespace mien::doctor
