#include "doctor/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "adapters/system/data_directory.h"
#include "doctor/disk.h"
#include "fakes/temp_dir.h"

namespace mien::doctor {
namespace {

namespace fs = std::filesystem;

Level worst(const Findings& findings) { return std::ranges::max(findings, {}, &Finding::level).level; }

void put(const fs::path& file, const std::string& text, fs::perms mode = fs::perms(0600)) {
  std::ofstream(file) << text;
  fs::permissions(file, mode);
}

Findings check(const fs::path& path) { return check_data_directory(inspect_data_directory(path.string())); }

std::optional<std::string> unset(const std::string&) { return std::nullopt; }

TEST(CheckDataDirectory, IsContentWithAnOrdinaryOne) {
  const fakes::TempDir folder;
  put(folder / "VERSION", "1\n");
  EXPECT_EQ(worst(check(folder.path())), Level::kOk);
  EXPECT_EQ(worst(check(folder / "new/data")), Level::kOk);
}

TEST(CheckDataDirectory, SaysWhetherItIsInUse) {
  const fakes::TempDir folder;
  const auto open = DataDirectory::open(folder.path().string());
  ASSERT_TRUE(open);
  EXPECT_TRUE(check(folder.path())[0].text.ends_with(", in use by a running Mien"));
}

TEST(CheckDataDirectory, SaysWhatAStartWouldRefuseAndWhatToDo) {
  using Kind = DataDirectoryRefusal::Kind;
  for (const Kind kind :
       {Kind::kNoDirectory, Kind::kNotWritable, Kind::kReadOnly, Kind::kAnyoneWrites, Kind::kNoPlainEntry,
        Kind::kForeignEntry, Kind::kOpenEntry, Kind::kBadVersion, Kind::kNewerVersion}) {
    const Findings findings =
        check_data_directory({.path = "/data", .refusals = {{kind, "entry", {ErrorCode::kUnavailable, "Why."}}}});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].level, Level::kProblem);
    EXPECT_EQ(findings[0].text, "Why.");
    EXPECT_FALSE(findings[0].advice.empty());
  }
  const fakes::TempDir folder;
  put(folder / "VERSION", "2\n");
  EXPECT_EQ(worst(check(folder.path())), Level::kProblem);
  EXPECT_EQ(worst(check(folder / "VERSION/data")), Level::kProblem);
}

TEST(CheckDataDirectory, WarnsWhenOthersCanLookIn) {
  const fakes::TempDir folder;
  put(folder / "VERSION", "1\n");
  fs::permissions(folder.path(), fs::perms(0755));
  Findings findings = check(folder.path());
  EXPECT_EQ(worst(findings), Level::kWarning);
  EXPECT_EQ(findings[0].advice, "chmod 700 " + folder.path().string());
  fs::permissions(folder.path(), fs::perms(0700));
  put(folder / "mien.db", "", fs::perms(0644));
  findings = check(folder.path());
  EXPECT_EQ(worst(findings), Level::kWarning);
  EXPECT_EQ(findings[0].advice, "chmod go-rwx " + folder / "mien.db");
}

TEST(CheckDataDirectory, DoesNotAdviseToTakeAForeignFolderFromOthers) {
  const fakes::TempDir folder;
  put(folder / "hosts", "127.0.0.1 localhost\n", fs::perms(0644));
  fs::permissions(folder.path(), fs::perms(0755));
  const Findings findings = check(folder.path());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].level, Level::kWarning);
  EXPECT_EQ(findings[0].advice, "It holds what is not Mien's: give Mien a directory of its own with --data-dir.");
}

TEST(CheckDataDirectory, DoesNotTakeADirectoryOfAnotherUserForAForeignOne) {
  const Findings findings =
      check_data_directory({.path = "/data", .is_there = true, .privacy = DataDirectoryPrivacy::kOpenToOthers});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].level, Level::kWarning);
  EXPECT_EQ(findings[0].advice, "chmod 700 /data");
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
  const Findings open = check_root_key(folder.path(), unset);
  EXPECT_EQ(worst(open), Level::kProblem);
  EXPECT_TRUE(open[0].text.ends_with("run: chmod 600 " + file.string())) << open[0].text;
  EXPECT_EQ(open[0].advice, "If others may have read it, remove it instead: the next start makes a new key.");
  put(file, "{}");
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
  put(file, std::string(100'000, '['));
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_EQ(worst(check_root_key(folder.path(), unset)), Level::kProblem);
}

TEST(CheckRootKey, WantsBothVariablesOrNoneAndWhatAStartTakes) {
  const auto only_id = [](const std::string& name) -> std::optional<std::string> {
    return name == "MIEN_ROOT_ACCESS_KEY_ID" ? std::optional<std::string>("AK") : std::nullopt;
  };
  EXPECT_EQ(worst(check_root_key("/nowhere", only_id)), Level::kProblem);
  const auto both = [](const std::string& text) {
    return worst(check_root_key("/nowhere", [&](const std::string&) { return std::optional(text); }));
  };
  EXPECT_EQ(both("longenough"), Level::kOk);
  EXPECT_EQ(both("x"), Level::kProblem) << "a start refuses it, too";
}

TEST(CheckSealingKey, JudgesFileAndVariableWithoutShowingThem) {
  const fakes::TempDir folder;
  const fs::path file = folder / "sealing-key.json";
  const std::string right(43, 'A');
  EXPECT_EQ(worst(check_sealing_key(folder.path(), 0, unset)), Level::kOk);
  EXPECT_EQ(worst(check_sealing_key(folder.path(), 1, unset)), Level::kProblem) << "a start would refuse";
  put(file, R"({"version":1,"sealing_key":")" + right + R"(="})");
  const Findings good = check_sealing_key(folder.path(), 0, unset);
  EXPECT_EQ(worst(good), Level::kOk);
  EXPECT_EQ(findings_text(good).find(right), std::string::npos);
  fs::permissions(file, fs::perms(0644));
  EXPECT_EQ(worst(check_sealing_key(folder.path(), 0, unset)), Level::kProblem);
  put(file, "{}");
  EXPECT_EQ(worst(check_sealing_key(folder.path(), 0, unset)), Level::kProblem);
  const auto given = [&](const std::string& text) {
    return worst(check_sealing_key(folder.path(), 0, [&](const std::string&) { return std::optional(text); }));
  };
  EXPECT_EQ(given(right + "="), Level::kOk) << "the variable goes before the file";
  EXPECT_EQ(given("secret"), Level::kProblem);
}

}  // namespace
}  // namespace mien::doctor
