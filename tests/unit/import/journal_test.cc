#include "import/journal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fakes/temp_dir.h"

namespace mien::importing {
namespace {

JournalEntry entry(const std::string& file, std::optional<Refusal> refusal = std::nullopt) {
  JournalEntry out{.person = "ann", .file = file, .stamp = {.bytes = 10, .changed_ns = 1'700'000'000'123'456'789}};
  out.sha256.fill(std::byte{0xAB});
  out.refusal = std::move(refusal);
  return out;
}

class JournalTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Journal>> open(const std::string& server = "http://a",
                                        const std::string& collection = "people") {
    return Journal::open(path_, server, collection);
  }
  std::string text() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void append(const std::string& text) const { std::ofstream(path_, std::ios::binary | std::ios::app) << text; }

  fakes::TempDir folder_;
  std::string path_ = folder_ / "journal.jsonl";
};

TEST_F(JournalTest, RemembersWhatWasStoredAndRefused) {
  {
    auto journal = open();
    ASSERT_TRUE(journal) << journal.error().message;
    ASSERT_TRUE((*journal)->record(entry("a/1.jpg")));
    ASSERT_TRUE((*journal)->record(entry("a/\"2\n.jpg", Refusal{"no_face", "None."})));
  }
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto journal = open();
  ASSERT_TRUE(journal);
  EXPECT_EQ((*journal)->size(), 2U);
  const auto stored = (*journal)->find("ann", "a/1.jpg", entry("").stamp);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->sha256, entry("").sha256);
  EXPECT_FALSE(stored->refusal);
  const auto refused = (*journal)->find("ann", "a/\"2\n.jpg", entry("").stamp);
  ASSERT_TRUE(refused && refused->refusal);
  EXPECT_EQ(refused->refusal->code, "no_face");
}

TEST_F(JournalTest, KnowsNothingOfAFileThatChanged) {
  const auto journal = open();
  ASSERT_TRUE(journal);
  ASSERT_TRUE((*journal)->record(entry("1.jpg")));
  EXPECT_FALSE((*journal)->find("ann", "1.jpg", {.bytes = 11, .changed_ns = entry("").stamp.changed_ns}));
  EXPECT_FALSE((*journal)->find("ann", "1.jpg", {.bytes = 10, .changed_ns = 1}));
  EXPECT_FALSE((*journal)->find("bob", "1.jpg", entry("").stamp));
}

TEST_F(JournalTest, SurvivesATornLastLineAndGarbage) {
  {
    auto journal = open();
    ASSERT_TRUE((*journal)->record(entry("1.jpg")));
  }
  const std::string whole = text();
  append("no json\n{\"person\":1}\n[]\n" + std::string(kJournalLineBytesMax + 100, 'x') + "\n{\"person\":\"ann\",\"fi");
  {
    auto journal = open();
    ASSERT_TRUE(journal) << journal.error().message;
    EXPECT_EQ((*journal)->size(), 1U);
    ASSERT_TRUE((*journal)->record(entry("2.jpg")));
  }
  const auto journal = open();
  EXPECT_EQ((*journal)->size(), 2U);
  EXPECT_TRUE(text().starts_with(whole));
}

TEST_F(JournalTest, CanBeCutAnywhere) {
  {
    auto journal = open();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE((*journal)->record(entry(std::to_string(i) + ".jpg")));
  }
  const std::string whole = text();
  for (std::size_t length = 0; length <= whole.size(); length += 7) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << whole.substr(0, length);
    {
      auto journal = open();
      ASSERT_TRUE(journal) << length;
      EXPECT_LE((*journal)->size(), 3U);
      ASSERT_TRUE((*journal)->record(entry("new.jpg")));
    }
    const auto again = open();
    ASSERT_TRUE(again) << length;
    EXPECT_TRUE((*again)->find("ann", "new.jpg", entry("").stamp)) << length;
  }
}

TEST_F(JournalTest, LosesNoLineBehindOneThatWasCutShort) {
  {
    const auto journal = open();
    ASSERT_TRUE((*journal)->record(entry("1.jpg")));
    // A limit on the size of files stands for a disk that fills up: the write stops in the middle.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{.rlim_cur = text().size() + 10, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto cut = (*journal)->record(entry("2.jpg"));
    const auto again = (*journal)->record(entry("2.jpg"));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, old_handler);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::kUnavailable);
    EXPECT_FALSE(again);
    EXPECT_EQ((*journal)->size(), 1U);
    ASSERT_TRUE((*journal)->record(entry("3.jpg")));
    ASSERT_TRUE((*journal)->record(entry("4.jpg")));
  }
  const auto journal = open();
  EXPECT_EQ((*journal)->size(), 3U);
  EXPECT_FALSE((*journal)->find("ann", "2.jpg", entry("").stamp));
  for (const auto* file : {"1.jpg", "3.jpg", "4.jpg"})
    EXPECT_TRUE((*journal)->find("ann", file, entry("").stamp)) << file;
}

TEST_F(JournalTest, TellsServersAndCollectionsApart) {
  const auto has = [&](const std::string& server, const std::string& collection) {
    const auto journal = open(server, collection);
    return (*journal)->find("ann", "1.jpg", entry("").stamp).has_value();
  };
  {
    auto journal = open("http://a", "people");
    ASSERT_TRUE((*journal)->record(entry("1.jpg")));
  }
  EXPECT_FALSE(has("http://b", "people"));
  EXPECT_FALSE(has("http://a", "staff"));
  EXPECT_TRUE(has("http://a", "people"));
}

TEST_F(JournalTest, IsOpenOnceAtATime) {
  const auto first = open();
  ASSERT_TRUE(first);
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(second.error().message.find("in use"), std::string::npos);
}

TEST_F(JournalTest, NeverWritesIntoWhatIsNoJournal) {
  for (const std::string other : {"\xFF\xD8\xFF\xE0 a photo", "file,name\na.jpg,Ann\n", "{\"outcome\":\"added\"}\n"}) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << other;
    const auto refused = open();
    ASSERT_FALSE(refused) << other;
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(refused.error().message, "The journal " + path_ + " is no journal of mien import.");
    EXPECT_EQ(text(), other);
  }
  std::filesystem::resize_file(path_, kJournalBytesMax + 1);
  EXPECT_NE(open().error().message.find("is larger than 1 GB"), std::string::npos);
}

TEST_F(JournalTest, BeginsAnewWhereItsFirstLineWasCutOff) {
  append("{\"mien_im");
  for (int i = 0; i < 2; ++i) {
    const auto journal = open();
    ASSERT_TRUE(journal) << journal.error().message;
    ASSERT_TRUE((*journal)->record(entry(std::to_string(i))));
    EXPECT_EQ((*journal)->size(), i + 1U);
  }
}

TEST_F(JournalTest, IsOnlyReadByWhoOnlyAsks) {
  const auto asked = [&] { return Journal::open_to_read(path_, "http://a", "people"); };
  {
    const auto none = asked();
    ASSERT_TRUE(none) << none.error().message;
    EXPECT_TRUE((*none)->record(entry("a/1.jpg")));
    EXPECT_EQ((*none)->size(), 0U);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto writer = open();  // Still at it.
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->record(entry("a/1.jpg", Refusal{"no_face", "None."})));
  append("{\"person\":\"torn");
  const std::string before = text();
  const auto reader = asked();
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_TRUE((*reader)->find("ann", "a/1.jpg", entry("").stamp)->refusal);
  EXPECT_TRUE((*reader)->record(entry("a/2.jpg")));
  EXPECT_EQ(text(), before);
  EXPECT_FALSE(Journal::open_to_read(folder_.path().string(), "http://a", "people"));
}

TEST_F(JournalTest, IsTakenFromOthersWhoCouldReadIt) {
  append("");
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  ASSERT_TRUE(open());
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(JournalTest, IsNoLinkAndNoFolder) {
  std::filesystem::create_symlink(folder_ / "elsewhere", path_);
  EXPECT_EQ(open().error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
  path_ = folder_.path().string();
  EXPECT_EQ(open().error().code, ErrorCode::kUnavailable);
}

TEST_F(JournalTest, DoesNotNameAFileThatItCouldNotReadBack) {
  const auto journal = open();
  ASSERT_TRUE((*journal)->record(entry("bad\xff.jpg")));
  EXPECT_EQ((*journal)->size(), 0U);
}

}  // namespace
}  // namespace mien::importing
