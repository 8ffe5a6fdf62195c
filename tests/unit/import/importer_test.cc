#include "import/importer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "fakes/temp_dir.h"
#include "import/progress.h"
#include "unit/import/fake_import.h"

namespace mien::importing {
namespace {

using std::chrono::seconds;
using Log = std::vector<std::string>;

class ImporterTest : public testing::Test {
 protected:
  /// One run, with everything new but server, source and, unless it is lost, the journal.
  Tally run(const Rules& rules = {}, std::size_t threads = 1) {
    FakeTimer timer;
    Gate gate(threads, 1'000'000);
    Courier courier(timer, gate, stop_, seconds(60));
    auto journal = Journal::open(journal_path_, "http://a", "people");
    EXPECT_TRUE(journal);
    Importer importer({.source = source_,
                       .ids = ids_,
                       .courier = courier,
                       .stop = stop_,
                       .journal = journal->get(),
                       .report = report_.get(),
                       .new_key = [this] { return std::to_string(++key_); },
                       .connect = [this] { return connect(); },
                       .say =
                           [this](const std::string& line) {
                             const std::scoped_lock lock(said_mutex_);
                             said_.push_back(line);
                           }},
                      rules, source_.listing);
    importer.run(threads);
    return importer.tally();
  }
  std::unique_ptr<Service> connect() {
    if (connects_) return std::make_unique<FakeService>(server_);
    stop_.raise(Stop::Why::kUnreachable, "no connection");
    return nullptr;
  }
  std::vector<std::string> pictures(const std::string& who, std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(who + ":" + std::to_string(i));
    return out;
  }

  SystemIds ids_;
  FakeSource source_;
  FakeServer server_;
  Stop stop_;
  fakes::TempDir folder_;
  std::string journal_path_ = folder_ / "journal";
  std::unique_ptr<Report> report_;
  std::atomic<int> key_{0};
  bool connects_ = true;
  std::mutex said_mutex_;
  Log said_;
};

TEST_F(ImporterTest, RegistersWithTheFirstTenAndAddsTheOthersInPortions) {
  source_.add("ann", pictures("ann", 24));
  const Tally tally = run({.consent = true});
  EXPECT_EQ(server_.log, (Log{"find ann", "enroll ann 10", "add ann 10", "add ann 4"}));
  EXPECT_EQ(server_.people["ann"].pictures.size(), 24U);
  EXPECT_TRUE(server_.people["ann"].consent);
  EXPECT_EQ(tally.registered, 1U);
  EXPECT_EQ(tally.added, 24U);
  EXPECT_TRUE(tally.is_complete());
}

TEST_F(ImporterTest, SendsNothingASecondTimeWithOrWithoutTheJournal) {
  source_.add("ann", pictures("ann", 12));
  source_.add("bob", pictures("bob", 1));
  run();
  const int reads = source_.reads;
  server_.log.clear();
  Tally again = run();
  EXPECT_EQ(server_.log, (Log{"find ann", "find bob"}));
  EXPECT_EQ(source_.reads, reads);
  EXPECT_EQ(again.people_already, 2U);
  EXPECT_EQ(again.photos_already, 13U);
  EXPECT_TRUE(again.is_complete());

  journal_path_ = folder_ / "another";
  server_.log.clear();
  again = run();
  EXPECT_EQ(server_.log, (Log{"find ann", "find bob"}));
  EXPECT_EQ(again.photos_already, 13U);
  EXPECT_EQ(server_.pictures(), 13U);
}

TEST_F(ImporterTest, AddsOnlyWhatIsMissing) {
  source_.add("ann", pictures("ann", 3));
  run();
  source_.listing.people[0].photos.push_back({.file = "ann/new.jpg"});
  source_.files["ann/new.jpg"] = "ann:new";
  server_.log.clear();
  const Tally tally = run();
  EXPECT_EQ(server_.log, (Log{"find ann", "add ann 1"}));
  EXPECT_EQ(tally.completed, 1U);
  EXPECT_EQ(tally.added, 1U);
}

TEST_F(ImporterTest, BelievesTheServerAndNotTheJournal) {
  source_.add("ann", pictures("ann", 3));
  run();
  server_.people.clear();
  const Tally tally = run();
  EXPECT_EQ(tally.registered, 1U);
  EXPECT_EQ(server_.pictures(), 3U);
}

TEST_F(ImporterTest, LeavesOutWhatIsRefusedAndKeepsTheRest) {
  source_.add("ann", {"ann:1", "none:1", "ann:2", "group:1", "ann:3"});
  const Tally tally = run();
  EXPECT_EQ(server_.people["ann"].pictures, (Log{"ann:1", "ann:2", "ann:3"}));
  EXPECT_EQ(tally.refused_by_code, (std::map<std::string, std::size_t>{{"no_face", 1}, {"several_faces", 1}}));
  EXPECT_FALSE(tally.is_complete());
  EXPECT_EQ(said_, (Log{"refused ann/1.jpg: no_face: No face.", "refused ann/3.jpg: several_faces: Several."}));
}

TEST_F(ImporterTest, FindsTheBadOneThoughTheServerDoesNotNameIt) {
  server_.names_picture = false;
  auto photos = pictures("ann", 9);
  photos.insert(photos.begin() + 4, "none:1");
  source_.add("ann", photos);
  const Tally tally = run();
  EXPECT_EQ(server_.people["ann"].pictures.size(), 9U);
  EXPECT_EQ(tally.refused, 1U);
}

TEST_F(ImporterTest, DoesNotSendBadPicturesAgainUnlessItIsTold) {
  source_.add("ann", {"ann:1", "none:1"});
  run();
  server_.log.clear();
  Tally tally = run();
  EXPECT_EQ(server_.log, Log{"find ann"});
  EXPECT_EQ(tally.refused, 1U);
  EXPECT_EQ(tally.remembered, 1U);
  EXPECT_FALSE(tally.is_complete());
  server_.log.clear();
  tally = run({.retry_refused = true});
  EXPECT_EQ(server_.log, (Log{"find ann", "add ann 1"}));
  EXPECT_EQ(tally.remembered, 0U);
}

TEST_F(ImporterTest, RefusesAStrangersPictureAmongAPersons) {
  source_.add("ann", {"ann:1", "bob:1", "ann:2"});
  const Tally tally = run();
  EXPECT_EQ(server_.people["ann"].pictures, (Log{"ann:1", "ann:2"}));
  EXPECT_EQ(tally.refused_by_code, (std::map<std::string, std::size_t>{{"identity_conflict", 1}}));
}

TEST_F(ImporterTest, GivesTheOneOfTwoThatWasBlamedASecondChance) {
  source_.add("bob", {"bob:1"});
  source_.add("ann", {"ann:1", "bob:2"});
  const Tally tally = run();
  EXPECT_EQ(server_.people["ann"].pictures, Log{"ann:1"});
  EXPECT_EQ(tally.refused_by_code, (std::map<std::string, std::size_t>{{"duplicate_person", 1}}));
}

TEST_F(ImporterTest, SaysWhoseFaceItIs) {
  source_.add("ann", {"ann:1"});
  source_.add("also-ann", {"ann:2", "ann:3"});
  const Tally tally = run();
  EXPECT_EQ(tally.people_refused, 1U);
  EXPECT_EQ(tally.refused_by_code.at("duplicate_person"), 2U);
  EXPECT_EQ(said_[0], "refused also-ann/0.jpg: duplicate_person: Known. (person ann)");
}

TEST_F(ImporterTest, SendsTheSameBytesOnce) {
  source_.add("ann", {"ann:1", "ann:1", "ann:2"});
  const Tally tally = run();
  EXPECT_EQ(server_.log, (Log{"find ann", "enroll ann 2"}));
  EXPECT_EQ(tally.same, 1U);
  EXPECT_TRUE(tally.is_complete());
}

TEST_F(ImporterTest, StopsAtAHundredFaces) {
  source_.add("ann", pictures("ann", 105));
  const Tally tally = run();
  EXPECT_EQ(server_.people["ann"].pictures.size(), 100U);
  EXPECT_EQ(tally.refused_by_code.at("quota_exceeded"), 5U);
}

TEST_F(ImporterTest, LosesNoPhotoToAnOverloadedServer) {
  for (int i = 0; i < 5; ++i) source_.add("p" + std::to_string(i), pictures("p" + std::to_string(i), 12));
  int count = 0;
  server_.disturb = [&](const std::string&) -> std::pair<Answer, bool> {
    switch (++count % 4) {
      case 0:
        return {{.status = 429, .code = "overloaded", .retry_after = seconds(1)}, false};
      case 1:
        return {{.status = 503, .code = "unavailable"}, false};
      case 2:
        return {{.status = 0, .reason = "reset"}, true};  // Done, and the answer is lost.
      default:
        return {{.status = 200}, false};
    }
  };
  const Tally tally = run({}, 3);
  EXPECT_EQ(server_.pictures(), 60U);
  EXPECT_EQ(tally.added, 60U);
  EXPECT_TRUE(tally.is_complete());
}

TEST_F(ImporterTest, EndsAndGoesOnLaterWhenTheServerGoesAway) {
  source_.add("ann", pictures("ann", 12));
  source_.add("bob", pictures("bob", 2));
  server_.disturb = [](const std::string& request) -> std::pair<Answer, bool> {
    if (request.starts_with("add")) return {{.status = 0, .reason = "refused"}, false};
    return {{.status = 200}, false};
  };
  report_ = Report::create(folder_ / "report.jsonl").value();
  Tally tally = run();
  EXPECT_EQ(stop_.why(), Stop::Why::kUnreachable);
  EXPECT_EQ(tally.added, 10U);
  EXPECT_EQ(tally.people_unfinished, 1U);
  EXPECT_FALSE(tally.is_complete());
  ASSERT_TRUE(report_->close());
  std::ifstream in(folder_ / "report.jsonl");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(std::ranges::count(text, '\n'), 14);
  EXPECT_NE(text.find(R"({"outcome":"unsent","file":"bob/1.jpg")"), std::string::npos);
  report_.reset();
}

TEST_F(ImporterTest, IsNotCompleteWhereNobodyCouldConnect) {
  source_.add("ann", pictures("ann", 1));
  connects_ = false;
  const Tally tally = run({}, 2);
  EXPECT_EQ(stop_.text(), "no connection");
  EXPECT_EQ(tally.people_done, 0U);
  EXPECT_FALSE(tally.is_complete());
}

TEST_F(ImporterTest, StopsWhenTheKeyIsRefused) {
  source_.add("ann", pictures("ann", 1));
  source_.add("bob", pictures("bob", 1));
  server_.disturb = [](const std::string&) -> std::pair<Answer, bool> {
    return {{.status = 401, .code = "unauthenticated", .reason = "No."}, false};
  };
  const Tally tally = run();
  EXPECT_EQ(stop_.why(), Stop::Why::kRefused);
  EXPECT_EQ(server_.log.size(), 1U);
  EXPECT_FALSE(tally.is_complete());
}

TEST_F(ImporterTest, MeetsAPersonWhoCameMeanwhile) {
  source_.add("ann", pictures("ann", 3));
  server_.disturb = [&](const std::string& request) -> std::pair<Answer, bool> {
    // An earlier run's last request is carried out only now.
    if (request == "find ann" && server_.log.size() == 1) {
      server_.people["ann"] = {.name = "Name of ann", .who = "ann", .pictures = {"ann:0"}};
      return {{.status = 404, .code = "not_found"}, false};
    }
    return {{.status = 200}, false};
  };
  const Tally tally = run();
  EXPECT_EQ(server_.people["ann"].pictures.size(), 3U);
  EXPECT_EQ(tally.photos_already, 1U);
  EXPECT_EQ(tally.added, 2U);
}

TEST_F(ImporterTest, RegistersAgainWhoWasDeletedMeanwhile) {
  source_.add("ann", pictures("ann", 12));
  server_.disturb = [&](const std::string& request) -> std::pair<Answer, bool> {
    if (request == "add ann 2") server_.people.clear();
    return {{.status = 200}, false};
  };
  run();
  EXPECT_EQ(server_.people["ann"].pictures.size(), 2U);
}

TEST_F(ImporterTest, ADryRunOnlyAsksWhoIsThere) {
  source_.add("ann", pictures("ann", 2));
  run();
  source_.add("bob", pictures("bob", 12));
  source_.listing.people[0].photos.push_back({.file = "ann/none.jpg"});
  server_.log.clear();
  const Tally tally = run({.dry_run = true});
  EXPECT_EQ(server_.log, (Log{"find ann", "find bob"}));
  EXPECT_EQ(tally.would_add, 12U);
  EXPECT_EQ(tally.photos_already, 2U);
  EXPECT_EQ(tally.refused_by_code.at("file_missing"), 1U);
  EXPECT_EQ(tally.registered, 1U);
}

TEST_F(ImporterTest, BelievesTheJournalOfOnePhotoOnly) {
  source_.add("ann", {"ann:0", "ann:1"});
  {
    // Of the first, with the hash of the second: as if somebody else had written it.
    const auto journal = Journal::open(journal_path_, "http://a", "people");
    ASSERT_TRUE(journal);
    ASSERT_TRUE((*journal)->record({.person = "ann",
                                    .file = "ann/0.jpg",
                                    .stamp = {.bytes = 5, .changed_ns = 1},
                                    .sha256 = SystemIds().sha256(std::as_bytes(std::span(std::string_view("ann:1")))),
                                    .refusal = Refusal{"no_face", "None."}}));
  }
  const Tally tally = run();
  EXPECT_EQ(tally.remembered, 1U);
  EXPECT_EQ(tally.added, 1U);
  EXPECT_EQ(tally.same, 0U);
}

TEST_F(ImporterTest, SaysThatTheServerHasAnotherName) {
  source_.add("ann", pictures("ann", 1));
  server_.people["ann"] = {.name = "Somebody", .who = "ann", .pictures = {}};
  EXPECT_EQ(run().other_names, 1U);
  EXPECT_EQ(server_.people["ann"].name, "Somebody");
}

TEST(ReportTest, WritesCsvThatNoSpreadsheetTakesForFormulas) {
  const fakes::TempDir folder;
  auto report = Report::create(folder / "report.csv").value();
  report->add({.id = "ann", .name = "=1+1"}, {.file = "a,\"b\".jpg", .line = 7},
              {.outcome = PhotoOutcome::kRefused, .why = {"no_face", "None."}});
  report->add(Remark{.file = "x", .line = 3, .why = {"wrong_line", "Wrong."}, .is_wrong = true});
  ASSERT_TRUE(report->close());
  std::ifstream in(folder / "report.csv");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(text,
            "outcome,file,line,id,name,code,reason\r\n"
            "refused,\"a,\"\"b\"\".jpg\",7,ann,'=1+1,no_face,None.\r\n"
            "wrong,x,3,,,wrong_line,Wrong.\r\n");
  EXPECT_FALSE(Report::create(folder / "none/report.csv"));
}

TEST(ReportTest, IsPrivateThoughOthersCouldReadTheFileBefore) {
  const fakes::TempDir folder;
  const std::string path = folder / "report.jsonl";
  std::ofstream(path) << "{\"outcome\":\"added\"}\n";
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  ASSERT_TRUE(Report::create(path).value()->close());
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(status.st_size, 0);
}

TEST(ReportTest, ReplacesNothingButAReport) {
  const fakes::TempDir folder;
  const std::string photo = folder / "photo.jpg";
  std::ofstream(photo) << "\xFF\xD8\xFF\xE0 a photo";
  std::filesystem::create_symlink(photo, folder / "link");
  std::filesystem::create_symlink(folder / "missing", folder / "dangling");
  std::ofstream(folder / "report.csv") << "outcome,file,line,id,name,code,reason\r\nadded,";
  std::filesystem::create_hard_link(folder / "report.csv", folder / "twin");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const char* name : {"photo.jpg", "link", "dangling", "report.csv", "pipe"}) {
    const auto refused = Report::create(folder / name);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  }
  EXPECT_EQ(std::filesystem::file_size(photo), 12U);
  EXPECT_FALSE(std::filesystem::exists(folder / "missing"));
  std::filesystem::remove(folder / "twin");
  EXPECT_TRUE(Report::create(folder / "report.csv"));
}

TEST(ReportTest, LeavesTheModeOfADevice) {
  struct stat before{};
  ASSERT_EQ(::stat("/dev/null", &before), 0);
  ASSERT_TRUE(Report::create("/dev/null").value()->close());
  struct stat after{};
  ASSERT_EQ(::stat("/dev/null", &after), 0);
  EXPECT_EQ(after.st_mode, before.st_mode);
}

TEST(ReportTest, SaysThatItIsNotWhole) {
  auto report = Report::create("/dev/full").value();
  report->add(Remark{.file = "x", .why = {"other_file", "Other."}});
  const auto closed = report->close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(closed.error().message, "The report /dev/full is not whole: No space left on device.");
}

TEST(Progress, FitsTheTerminal) {
  Tally tally;
  tally.people_all = 300;
  tally.photos_all = 1000;
  tally.people_done = 12;
  tally.added = 250;
  EXPECT_EQ(progress_line(tally, 10, 0), "people 12/300  photos 250/1000  refused 0  25.0/s  30 s left");
  EXPECT_LT(progress_line(tally, 10, 40).size(), 40U);
  EXPECT_TRUE(progress_line(tally, 10, 120).starts_with("[##########....")) << progress_line(tally, 10, 120);
  EXPECT_EQ(progress_line(Tally{}, 0, 0), "people 0/0  photos 0/0  refused 0  0.0/s");
  EXPECT_EQ(rough_time(89), "89 s");
  EXPECT_EQ(rough_time(600), "10 min");
  EXPECT_EQ(rough_time(12'000), "3 h 20 min");
}

TEST_F(ImporterTest, AsksForTheStampOfWhatItRemembersAlone) {
  source_.add("ann", pictures("ann", 3));
  run();
  EXPECT_EQ(source_.stamps, 0);
  EXPECT_EQ(source_.reads, 3);
  EXPECT_EQ(run().photos_already, 3U);
  EXPECT_EQ(source_.stamps, 3);
  EXPECT_EQ(source_.reads, 3);
}

TEST_F(ImporterTest, SaysNothingOfAPhotoThatWasGivenUpByTheStop) {
  source_.add("ann", pictures("ann", 2));
  source_.files.clear();
  source_.on_read = [&] { stop_.raise(Stop::Why::kUnreachable, "the S3 server does not answer"); };
  const Tally tally = run();
  EXPECT_EQ(tally.refused, 0U);
  EXPECT_EQ(tally.people_unfinished, 1U);
  EXPECT_FALSE(tally.is_complete());
}

}  // namespace
}  // namespace mien::importing
