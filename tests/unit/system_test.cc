#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "adapters/system/data_directory.h"
#include "adapters/system/json_log.h"
#include "adapters/system/process_privacy.h"
#include "adapters/system/process_stats.h"
#include "adapters/system/prometheus_metrics.h"
#include "adapters/system/root_keys.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/system_ids.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}
void write(const std::string& path, std::string_view text) { std::ofstream(path) << text; }
std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class FixedClock final : public Clock {
 public:
  Timestamp now() const override { return Timestamp(std::chrono::milliseconds(1'700'000'000'007)); }
};

TEST(SystemIds, MakesDistinctVersion4Ids) {
  const SystemIds ids;
  std::set<Uuid> seen;
  for (int i = 0; i < 1000; ++i) {
    const Uuid id = ids.random();
    EXPECT_EQ(id.text()[14], '4');
    EXPECT_TRUE(std::string_view("89ab").find(id.text()[19]) != std::string_view::npos) << id.text();
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(SystemIds, HashesAsFips180Says) {
  const std::string_view text = "abc";
  const Sha256 digest = SystemIds().sha256(std::as_bytes(std::span(text)));
  EXPECT_EQ(digest.front(), std::byte{0xBA});
  EXPECT_EQ(digest[1], std::byte{0x78});
  EXPECT_EQ(digest.back(), std::byte{0xAD});
  EXPECT_EQ(SystemIds().sha256({}).front(), std::byte{0xE3});
}

TEST(SystemClock, TellsThePresent) {
  EXPECT_GT(SystemClock().now(), Timestamp(std::chrono::milliseconds(1'700'000'000'000)));
}

TEST(JsonLog, WritesOneObjectALineInUtc) {
  std::ostringstream out;
  const FixedClock clock;
  JsonLog log(clock, Log::Level::kInfo, out);
  log.info("verify", {{"took_us", std::int64_t{-5}}, {"score", 97.5}, {"ok", true}, {"id", std::string_view("r1")}});
  log.error("stopped");
  EXPECT_EQ(out.str(),
            "{\"time\":\"2023-11-14T22:13:20.007Z\",\"level\":\"info\",\"event\":\"verify\",\"took_us\":-5,"
            "\"score\":97.5,\"ok\":true,\"id\":\"r1\"}\n"
            "{\"time\":\"2023-11-14T22:13:20.007Z\",\"level\":\"error\",\"event\":\"stopped\"}\n");
}

TEST(JsonLog, EscapesWhateverAFieldHolds) {
  std::ostringstream out;
  const FixedClock clock;
  JsonLog log(clock, Log::Level::kDebug, out);
  log.info("e", {{"a", std::string_view("q\"b\\n\n\x01\x7F{}%v")},
                 {"b", std::string_view("\xE2\x9C\x93\xFF\xC0\xAF\xED\xA0\x80")},
                 {"c", std::numeric_limits<double>::infinity()}});
  EXPECT_TRUE(has(out.str(), R"("a":"q\"b\\n\n\u0001\u007f{}%v")")) << out.str();
  EXPECT_TRUE(has(out.str(), "\"b\":\"\xE2\x9C\x93\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")) << out.str();
  EXPECT_TRUE(has(out.str(), "\"c\":null}")) << out.str();
}

TEST(JsonLog, DropsWhatIsBelowItsLevel) {
  std::ostringstream out;
  const FixedClock clock;
  JsonLog log(clock, Log::Level::kWarning, out);
  log.info("quiet");
  log.warning("loud");
  EXPECT_FALSE(has(out.str(), "quiet"));
  EXPECT_TRUE(has(out.str(), "loud"));
}

TEST(PrometheusMetrics, CountsRequestsAndTimes) {
  PrometheusMetrics metrics;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        metrics.request("Search", "ok", std::chrono::milliseconds(3));
        metrics.stage("embed", std::chrono::microseconds(300));
      }
    });
  threads.clear();
  metrics.request("Search", "throttled", std::chrono::milliseconds(3));
  const std::string text = metrics.render();
  EXPECT_TRUE(has(text, "mien_requests_total{operation=\"Search\",outcome=\"ok\"} 400")) << text;
  EXPECT_TRUE(has(text, "mien_requests_total{operation=\"Search\",outcome=\"throttled\"} 1"));
  EXPECT_TRUE(has(text, "mien_request_seconds_count{operation=\"Search\"} 401"));
  EXPECT_TRUE(has(text, "mien_request_seconds_bucket{operation=\"Search\",le=\"0.005\"} 401"));
  EXPECT_TRUE(has(text, "mien_stage_seconds_count{stage=\"embed\"} 400"));
}

TEST(PrometheusMetrics, CountsWhatWasNotWorkedOnWithoutATime) {
  PrometheusMetrics metrics;
  metrics.request("Search", "throttled", std::nullopt);
  const std::string text = metrics.render();
  EXPECT_TRUE(has(text, "mien_requests_total{operation=\"Search\",outcome=\"throttled\"} 1")) << text;
  EXPECT_TRUE(has(text, "mien_request_seconds_count{operation=\"Search\"} 0"));
}

TEST(PrometheusMetrics, AsksForWhatItWatchesEachTime) {
  PrometheusMetrics metrics;
  double value = 1;
  metrics.watch(PrometheusMetrics::Kind::kGauge, "queue", "Waiting.", [&] { return value++; });
  metrics.watch(PrometheusMetrics::Kind::kCounter, "done_total", "Done.", [] { return 7; });
  const std::string first = metrics.render();
  EXPECT_TRUE(has(first, "# HELP queue Waiting.\n# TYPE queue gauge\nqueue 1\n")) << first;
  EXPECT_TRUE(has(first, "# TYPE done_total counter\ndone_total 7\n"));
  EXPECT_TRUE(has(metrics.render(), "queue 2\n"));
}

TEST(PrometheusMetrics, KnowsTheProcess) {
  PrometheusMetrics metrics;
  watch_process(metrics);
  const std::string text = metrics.render();
  for (const auto* name : {"process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds",
                           "process_max_fds", "process_threads", "process_start_time_seconds"}) {
    const auto at = text.find("\n" + std::string(name) + " ");
    ASSERT_NE(at, std::string::npos) << name << text;
    EXPECT_GT(std::stod(text.substr(at + std::string(name).size() + 2)), 0) << name;
  }
}

TEST(ProcessPrivacy, LeavesNoCoreAndNoMemoryToReadForOthers) {
  const auto becomes_private = [] {
    keep_memory_private();
    rlimit core{};
    const bool no_core = ::getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0;
    std::_Exit(no_core && ::prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1);
  };
  EXPECT_EXIT(becomes_private(), testing::ExitedWithCode(0), "");
}

TEST(DataDirectory, IsMadePrivateWithItsVersion) {
  const fakes::TempDir dir;
  const auto directory = DataDirectory::open(dir / "a/b/data/");
  ASSERT_TRUE(directory) << directory.error().message;
  EXPECT_EQ((*directory)->path(), dir / "a/b/data");
  EXPECT_EQ(mode_of(dir / "a/b/data"), 0700U);
  EXPECT_EQ(read(dir / "a/b/data/VERSION"), "1\n");
}

TEST(DataDirectory, IsOpenOnlyOnceAtATimeAndAgainAfterwards) {
  const fakes::TempDir dir;
  write(dir / "holiday.txt", "not ours");
  {
    const auto first = DataDirectory::open(dir.path().string());
    ASSERT_TRUE(first);
    const auto second = DataDirectory::open(dir.path().string());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
    EXPECT_TRUE(has(second.error().message, "in use by another process"));
  }
  EXPECT_TRUE(DataDirectory::open(dir.path().string()));
  EXPECT_EQ(read(dir / "holiday.txt"), "not ours");
}

TEST(DataDirectory, IsMadePrivateAgainWhenItWasOpenedToOthers) {
  using Privacy = DataDirectory::Privacy;
  const fakes::TempDir dir;
  const std::string path = dir / "data";
  EXPECT_EQ((*DataDirectory::open(path))->privacy(), Privacy::kPrivate);
  write(path + "/mien.db", "");
  std::filesystem::create_directory(path + "/tls");
  for (const mode_t mode : {0755U, 0770U, 0701U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_EQ((*DataDirectory::open(path))->privacy(), Privacy::kMadePrivate);
    EXPECT_EQ(mode_of(path), 0700U);
  }
  EXPECT_EQ((*DataDirectory::open(path))->privacy(), Privacy::kPrivate);
  // An empty folder that was made for it, such as a volume.
  const fakes::TempDir fresh;
  ASSERT_EQ(::chmod(fresh.path().c_str(), 0755), 0);
  EXPECT_EQ((*DataDirectory::open(fresh.path().string()))->privacy(), Privacy::kMadePrivate);
}

TEST(DataDirectory, LeavesTheModeOfAFolderThatHoldsOtherThings) {
  const fakes::TempDir dir;
  write(dir / "holiday.txt", "not ours");
  ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  for (int start = 1; start <= 2; ++start) {
    EXPECT_EQ((*DataDirectory::open(dir.path().string()))->privacy(), DataDirectory::Privacy::kOpenToOthers) << start;
    EXPECT_EQ(mode_of(dir.path().string()), 0755U) << start;
  }
}

TEST(DataDirectory, TakesFromOthersWhatACopyThatWasPutBackGaveThem) {
  const fakes::TempDir dir;
  write(dir / "lost+found", "a mount point has such things");
  write(dir / "mien.db", "");
  std::filesystem::create_directory(dir / "objects");
  ASSERT_EQ(::chmod((dir / "mien.db").c_str(), 0644), 0);
  ASSERT_EQ(::chmod((dir / "objects").c_str(), 0755), 0);
  for (const auto* folder : {"index", "tls"}) {
    std::filesystem::create_directory(dir / folder);
    ASSERT_EQ(::chmod((dir / folder).c_str(), 0755), 0);
  }
  ASSERT_TRUE(DataDirectory::open(dir.path().string()));
  EXPECT_EQ(mode_of(dir / "mien.db"), 0600U);
  for (const auto* folder : {"objects", "index", "tls"}) EXPECT_EQ(mode_of(dir / folder), 0700U) << folder;
}

TEST(DataDirectory, RefusesContentsThatSomebodyElseMayHavePutThere) {
  const auto refusal_with = [](const std::function<void(const std::string&)>& plant) {
    const fakes::TempDir dir;
    plant(dir.path().string());
    const auto refused = DataDirectory::open(dir.path().string());
    EXPECT_FALSE(refused);
    if (refused) return std::string();
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    return refused.error().message;
  };
  const fakes::TempDir elsewhere;
  write(elsewhere / "file", "");
  const auto holds = [](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  holds(refusal_with([&](const auto& path) { std::filesystem::create_symlink(elsewhere / "file", path + "/mien.db"); }),
        "holds mien.db, which is no plain file of its own");
  holds(refusal_with(
            [&](const auto& path) { std::filesystem::create_symlink(elsewhere / "file", path + "/mien.db-journal"); }),
        "holds mien.db-journal, which is no plain file of its own");
  holds(refusal_with([&](const auto& path) { std::filesystem::create_symlink(elsewhere.path(), path + "/objects"); }),
        "holds objects, which is no plain folder of its own");
  holds(refusal_with([&](const auto& path) { std::filesystem::create_symlink(elsewhere.path(), path + "/tls"); }),
        "holds tls, which is no plain folder of its own");
  holds(refusal_with([&](const auto& path) { std::filesystem::create_symlink(elsewhere.path(), path + "/index"); }),
        "holds index, which is no plain folder of its own");
  holds(refusal_with([&](const auto& path) {
          write(path + "/root-keys.json", "{}");
          std::filesystem::create_hard_link(path + "/root-keys.json", path + "/again");
        }),
        "holds root-keys.json, which is no plain file of its own");
  holds(refusal_with([&](const auto& path) { std::filesystem::create_symlink(elsewhere / "new", path + "/LOCK"); }),
        "cannot be locked");
  EXPECT_FALSE(std::filesystem::exists(elsewhere / "new"));
  if (::geteuid() != 0) return;  // Only root can give a file away.
  holds(refusal_with([&](const auto& path) {
          write(path + "/root-keys.json", "{}");
          ASSERT_EQ(::chown((path + "/root-keys.json").c_str(), 65'534, 65'534), 0);
        }),
        "holds root-keys.json, which belongs to another user than the directory");
  // SQLite would play such a journal back into the store.
  holds(refusal_with([&](const auto& path) {
          write(path + "/mien.db-journal", "pages");
          ASSERT_EQ(::chown((path + "/mien.db-journal").c_str(), 65'534, 65'534), 0);
        }),
        "holds mien.db-journal, which belongs to another user than the directory");
}

TEST(DataDirectory, RefusesAFolderInWhichEverybodyMayReplaceFiles) {
  const fakes::TempDir dir;
  write(dir / "holiday.txt", "not ours, so the mode is not ours to change");
  const std::string path = dir.path().string();
  ASSERT_EQ(::chmod(path.c_str(), 0777), 0);
  const auto refused = DataDirectory::open(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(has(refused.error().message, "can be written by every user; run: chmod o-w " + path));
  ASSERT_EQ(::chmod(path.c_str(), 01777), 0);  // As /tmp: only owners remove and rename.
  EXPECT_TRUE(DataDirectory::open(path));
}

TEST(DataDirectory, RefusesWhatANewerVersionWrote) {
  const fakes::TempDir dir;
  write(dir / "VERSION", "2\n");
  const auto newer = DataDirectory::open(dir.path().string());
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, ErrorCode::kIncompatible);
  EXPECT_TRUE(has(newer.error().message, "version 2") && has(newer.error().message, "version 1"));
  for (const std::string_view damaged : {"", "x", "1x", "0", "-1", "99999999999999"}) {
    write(dir / "VERSION", damaged);
    const auto refused = DataDirectory::open(dir.path().string());
    ASSERT_FALSE(refused) << damaged;
    EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible) << damaged;
  }
}

TEST(DataDirectory, SaysWhyItCannotBeUsed) {
  const fakes::TempDir dir;
  write(dir / "file", "x");
  const auto file = DataDirectory::open(dir / "file");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(has(file.error().message, "is not a directory")) << file.error().message;
  const auto below = DataDirectory::open(dir / "file/data");
  ASSERT_FALSE(below);
  EXPECT_EQ(below.error().code, ErrorCode::kUnavailable);
  const auto foreign = DataDirectory::open("/proc/self");
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(DataDirectory::open(""));
}

class RootKeysTest : public testing::Test {
 protected:
  fakes::TempDir dir_;
  std::unique_ptr<DataDirectory> directory_ = DataDirectory::open(dir_ / "data").value();
  std::string file_ = dir_ / "data/root-keys.json";
};

TEST_F(RootKeysTest, AreMadeOnceAndKeptPrivate) {
  const auto made = RootKeys::load_or_create(*directory_, {}, {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->origin, RootKeys::Origin::kCreated);
  EXPECT_EQ(made->access_key_id.size(), 20U);
  EXPECT_TRUE(made->access_key_id.starts_with("MIEN"));
  EXPECT_EQ(made->secret.size(), 40U);
  EXPECT_EQ(mode_of(file_), 0600U);
  const auto again = RootKeys::load_or_create(*directory_, {}, {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->origin, RootKeys::Origin::kFile);
  EXPECT_EQ(again->access_key_id, made->access_key_id);
  EXPECT_EQ(again->secret, made->secret);
}

TEST_F(RootKeysTest, AreFoundWithoutBeingMade) {
  const auto none = RootKeys::find(file_, {}, {});
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_FALSE(*none);
  EXPECT_FALSE(std::filesystem::exists(file_));
  const auto made = RootKeys::load_or_create(*directory_, {}, {});
  const auto found = RootKeys::find(file_, {}, {});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->secret, made->secret);
  EXPECT_EQ((*found)->origin, RootKeys::Origin::kFile);
}

TEST_F(RootKeysTest, AreReadFromAPlainFileOnly) {
  write(dir_ / "real", R"({"access_key_id":"abc","secret_access_key":"longenough"})");
  ASSERT_EQ(::chmod((dir_ / "real").c_str(), 0600), 0);
  ASSERT_TRUE(RootKeys::find(dir_ / "real", {}, {}));
  const auto refused = [&] {
    const auto keys = RootKeys::load_or_create(*directory_, {}, {});
    EXPECT_FALSE(keys);
    return keys ? ErrorCode::kInternal : keys.error().code;
  };
  std::filesystem::create_symlink(dir_ / "real", file_);
  EXPECT_EQ(refused(), ErrorCode::kAccessDenied);
  std::filesystem::remove(file_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(refused(), ErrorCode::kAccessDenied);
  std::filesystem::remove(file_);
  std::filesystem::create_directory(file_);
  EXPECT_EQ(refused(), ErrorCode::kAccessDenied);
}

TEST_F(RootKeysTest, OfTheEnvironmentWinAndAreNotStored) {
  const auto given = RootKeys::load_or_create(*directory_, "my_key.1-a", "s3cret-enough");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->access_key_id, "my_key.1-a");
  EXPECT_EQ(given->origin, RootKeys::Origin::kEnvironment);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(RootKeysTest, OfTheEnvironmentMustKeepTheRules) {
  using Text = std::optional<std::string>;
  const std::vector<std::pair<Text, Text>> wrong{{"id1", {}},
                                                 {{}, "long enough"},
                                                 {"ab", "longenough"},
                                                 {std::string(129, 'a'), "longenough"},
                                                 {"a b c", "longenough"},
                                                 {"my/key", "longenough"},
                                                 {"abc", "short"},
                                                 {"abc", std::string(257, 's')},
                                                 {"abc", "with\nbreak"},
                                                 {"", ""}};
  for (const auto& [id, secret] : wrong) {
    const auto refused = RootKeys::load_or_create(*directory_, id, secret);
    ASSERT_FALSE(refused) << id.value_or("(none)");
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    const bool told = secret && !secret->empty() && has(refused.error().message, *secret);
    EXPECT_FALSE(told) << "a secret in a message";
  }
}

TEST_F(RootKeysTest, ThatOthersCanReadAreRefused) {
  ASSERT_TRUE(RootKeys::load_or_create(*directory_, {}, {}));
  ASSERT_EQ(::chmod(file_.c_str(), 0644), 0);
  const auto refused = RootKeys::load_or_create(*directory_, {}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kAccessDenied);
  EXPECT_TRUE(has(refused.error().message, "chmod 600"));
}

TEST_F(RootKeysTest, ThatAreDamagedAreRefused) {
  for (const std::string_view damaged :
       {"", "{", "[]", "{\"access_key_id\":\"abc\"}", "{\"access_key_id\":1,\"secret_access_key\":\"longenough\"}"}) {
    write(file_, damaged);
    ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
    const auto refused = RootKeys::load_or_create(*directory_, {}, {});
    ASSERT_FALSE(refused) << damaged;
    EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  }
}

}  // namespace
}  // namespace mien
