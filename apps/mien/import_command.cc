#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include "adapters/system/system_clock.h"
#include "adapters/system/system_ids.h"
#include "client.h"
#include "core/ascii.h"
#include "cpu.h"
#include "environment.h"
#include "exit_codes.h"
#include "import/folder_source.h"
#include "import/importer.h"
#include "import/list_source.h"
#include "import/person_id.h"
#include "import/progress.h"
#include "import_console.h"
#include "import_s3.h"
#include "import_service.h"
#include "periodic_thread.h"
#include "signals.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using importing::Duration;
using importing::Stop;

/// Of the bodies that one address may have under way at the server, three quarters: others may share the address.
constexpr std::size_t kBytesAtOnceMax = limits::kBodiesBytesPerAddressMax / 4 * 3;
/// Nothing is sent to an S3 server.
constexpr std::size_t kS3BytesAtOnceMax = 0;
constexpr Duration kTerminalEvery{200};
constexpr Duration kLinesEvery{10'000};

/// The machine's time; sleeps end when the import is stopped.
class SystemTimer final : public importing::Timer {
 public:
  explicit SystemTimer(const Stop& stop) : stop_(stop) {}
  importing::Moment now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
  }
  void sleep(Duration how_long) override { stop_.wait(how_long); }

 private:
  const Stop& stop_;
};

/// The first signal stops the import; the second ends the process as it would have without this.
std::jthread stop_at_signals(const CaughtSignals& signals, Stop& stop) {
  return std::jthread([&](const std::stop_token& done) {
    if (!signals.wait(done)) return;
    stop.raise(Stop::Why::kInterrupted, "interrupted; what is under way is finished");
    if (const auto second = signals.wait(done)) std::_Exit(128 + *second);
  });
}

Result<std::unique_ptr<importing::Source>> open_source(const ImportCommand& command, const Ids& ids,
                                                       const importing::S3Photos& s3) {
  std::error_code error;
  const fs::file_status status = fs::status(command.source, error);
  const auto links = command.follow_links ? importing::Links::kFollow : importing::Links::kRefuse;
  if (fs::is_directory(status))
    return std::make_unique<importing::FolderSource>(ids, command.source, command.client.collection, links);
  if (fs::is_regular_file(status))
    return std::make_unique<importing::ListSource>(ids, command.source, command.client.collection, s3);
  return fail(ErrorCode::kInvalidArgument,
              "Cannot read " + command.source + ": " +
                  (error ? error.message() : std::string("it is neither a folder nor an ordinary file")) + ".");
}

/// Beside the source where that can be written, else in the user's folder for such things, which a dry run does not
/// make.
Result<std::string> journal_path(const ImportCommand& command, const Ids& ids) {
  if (!command.journal.empty()) return command.journal;
  std::error_code error;
  std::string source = fs::absolute(command.source, error).lexically_normal().string();
  while (source.size() > 1 && source.ends_with('/')) source.pop_back();
  std::string beside = source + ".mien-import.jsonl";
  const bool is_there = fs::exists(beside, error);
  const std::string asked = is_there ? beside : fs::path(source).parent_path().string();
  if (::access(asked.c_str(), is_there ? R_OK | W_OK : W_OK | X_OK) == 0) return beside;
  fs::path state;
  if (const char* set = std::getenv("XDG_STATE_HOME"); set && *set == '/')
    state = set;
  else if (const char* home = std::getenv("HOME"); home && *home)
    state = fs::path(home) / ".local/state";
  else
    return fail(ErrorCode::kUnavailable, "There is no place for the journal; name one with --journal.");
  state /= "mien/import";
  if (!command.dry_run) fs::create_directories(state, error);
  if (error)
    return fail(ErrorCode::kUnavailable, "Cannot make the folder " + state.string() +
                                             " for the journal: " + error.message() + "; name a file with --journal.");
  return (state / (hex(ids.sha256(std::as_bytes(std::span(source)))).substr(0, 32) + ".jsonl")).string();
}

std::size_t jobs_of(const ImportCommand& command) {
  if (command.jobs > 0) return command.jobs;
  return std::clamp<std::size_t>(2 * usable_cores(), 8, 32);
}

const char* word(Stop::Why why) {
  switch (why) {
    case Stop::Why::kNot:
      return "";
    case Stop::Why::kInterrupted:
      return "interrupted";
    case Stop::Why::kUnreachable:
      return "unreachable";
    case Stop::Why::kRefused:
      return "refused";
  }
  return "";
}

/// Tells how it went; the exit code.
int conclude(const ImportCommand& command, const importing::Tally& tally, double seconds, const Stop& stop) {
  const Stop::Why why = stop.why();
  if (command.client.json)
    std::printf("%s\n", summary_json(tally, seconds, command.dry_run, word(why)).c_str());
  else if (!command.quiet)
    std::fputs(summary_text(tally, seconds, command.dry_run).c_str(), stdout);
  std::fflush(stdout);
  if (tally.people_all + tally.wrong == 0)
    return report(
        Failure{kUsage, "nobody to import is in " + command.source +
                            ": a folder has a folder of photos for each person, a list a line for each photo"});
  if (why == Stop::Why::kNot) return tally.is_complete() ? kDone : kRefused;
  const int code = why == Stop::Why::kUnreachable ? kCannotStart : kRefused;
  const bool can_go_on = why != Stop::Why::kRefused;
  return report(Failure{code, stop.text() + (can_go_on ? ". Run the same command again to go on." : "")});
}

/// What the import works with beside the server.
struct Files {
  std::unique_ptr<importing::Source> source;
  importing::Listing listing;
  std::unique_ptr<importing::Journal> journal;
  std::unique_ptr<importing::Report> report;
};

Result<Files> open_files(const ImportCommand& command, const Ids& ids, const importing::S3Photos& s3) {
  Files files;
  MIEN_TRY(files.source, open_source(command, ids, s3));
  MIEN_TRY(files.listing, files.source->list());
  if (!files.listing.people.empty()) {
    MIEN_TRY(const std::string path, journal_path(command, ids));
    const auto open = command.dry_run ? importing::Journal::open_to_read : importing::Journal::open;
    MIEN_TRY(files.journal, open(path, command.client.server, command.client.collection));
  }
  if (!command.report.empty()) {
    std::error_code error;
    if (fs::equivalent(command.source, command.report, error))
      return fail(ErrorCode::kInvalidArgument, "The report " + command.report + " would replace the list itself.");
    MIEN_TRY(files.report, importing::Report::create(command.report));
  }
  return files;
}

Duration patience_of(const ImportCommand& command) {
  return Duration(static_cast<std::int64_t>(command.patience_s * 1000));
}

int import_files(const ImportCommand& command, const Ids& ids, Files& files, importing::Timer& timer, Stop& stop) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t jobs = std::min(jobs_of(command), std::max<std::size_t>(1, files.listing.people.size()));
  importing::Gate gate(jobs, kBytesAtOnceMax);
  importing::Courier courier(timer, gate, stop, patience_of(command));
  ImportConsole console(ImportConsole::mode(command.quiet));
  const auto connect = [&]() -> std::unique_ptr<importing::Service> {
    auto client = Client::open(command.client);
    if (!client) {
      stop.raise(Stop::Why::kUnreachable, client.error().line);
      return nullptr;
    }
    return std::make_unique<HttpService>(*std::move(client));
  };
  importing::Importer importer(
      {.source = *files.source,
       .ids = ids,
       .courier = courier,
       .stop = stop,
       .journal = files.journal.get(),
       .report = files.report.get(),
       .new_key = &random_token,
       .connect = connect,
       .say = [&](const std::string& line) { console.say(line); }},
      {.consent = command.consent, .dry_run = command.dry_run, .retry_refused = command.retry_refused}, files.listing);
  const auto seconds_now = [start] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  {
    const PeriodicThread ticker(
        console.mode() == ImportConsole::Mode::kTerminal ? kTerminalEvery : kLinesEvery,
        [&](const std::stop_token&) {
          console.show_progress(importing::progress_line(importer.tally(), seconds_now(), console.width()));
        },
        [](std::string_view) {});  // The next line shows what this one could not.
    importer.run(jobs);
  }
  const int code = conclude(command, importer.tally(), seconds_now(), stop);
  if (files.report)
    if (const auto closed = files.report->close(); !closed) return report(closed.error());
  return code;
}

/// Whether there is a server, a key and a collection, before anything is read.
Outcome<void> greet(const ClientOptions& options) {
  MIEN_TRY(Client client, Client::open(options));
  MIEN_TRY(const Client::Answer answer, client.get("/v1/people", {{"page_size", "1"}}));
  if (!answer.json.contains("people"))
    return std::unexpected(Failure{kCannotStart, "what answers at " + options.server + " is no Mien service"});
  return {};
}

}  // namespace

int import_people(const ImportCommand& command) {
  if (const auto greeted = greet(command.client); !greeted) return report(greeted.error());
  auto access = s3_access(command, &environment);
  if (!access) return report(access.error());
  const auto signals = CaughtSignals::open(stop_signals());
  if (!signals) return report(signals.error());
  ignore_broken_pipes();  // Connections break; that is an answer, too.
  Stop stop;
  const std::jthread stopper = stop_at_signals(**signals, stop);
  const SystemIds ids;
  const SystemClock clock;
  SystemTimer timer(stop);
  HttpS3Service s3(*std::move(access), clock);
  importing::Gate s3_gate(jobs_of(command), kS3BytesAtOnceMax);
  importing::Courier s3_courier(timer, s3_gate, stop, patience_of(command), "the S3 server");
  const importing::S3Photos s3_photos(s3, s3_courier, stop, ids);
  auto files = open_files(command, ids, s3_photos);
  if (!files) {
    report(files.error());
    return files.error().code == ErrorCode::kInvalidArgument ? kUsage : kCannotStart;
  }
  return import_files(command, ids, *files, timer, stop);
}

}  // namespace mien::cli
