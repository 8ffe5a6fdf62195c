#include "doctor/machine.h"
#include "api/auth/dates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "doctor/network.h"
#include "fakes/temp_dir.h"

namespace mien::doctor {
namespace {

namespace fs = std::filesystem;

MachineFacts good_machine() {
  return {.architecture = "x86_64",
          .cpu = "A CPU",
          .features = {"avx", "avx2", "avx512f", "avx512_vnni"},
          .cores = 4,
          .memory_bytes = 16ULL << 30};
}

void put(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

TEST(Machine, ReadsWhatTheSystemSays) {
  const fakes::TempDir root;
  put(root.path() / "proc/cpuinfo", "processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu avx avx2\n");
  put(root.path() / "proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");
  put(root.path() / "proc/self/cgroup", "0::/a/b\n");
  put(root.path() / "sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  put(root.path() / "sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  put(root.path() / "sys/fs/cgroup/a/memory.max", "4194304\n");
  put(root.path() / "sys/fs/cgroup/a/b/memory.max", "max\n");
  const MachineFacts facts = read_machine(root.path(), 8);
  EXPECT_EQ(facts.cpu, "A CPU");
  EXPECT_TRUE(facts.features.contains("avx2"));
  EXPECT_EQ(facts.memory_bytes, 16384U * 1024);
  EXPECT_EQ(facts.memory_limit_bytes, 4194304U);
  ASSERT_TRUE(facts.cores_limit);
  EXPECT_DOUBLE_EQ(*facts.cores_limit, 1.5);
}

TEST(Machine, IsUnknownWhereTheSystemSaysNothing) {
  const fakes::TempDir root;
  put(root.path() / "proc/meminfo", "MemTotal: lots\n");
  put(root.path() / "sys/fs/cgroup/cpu.max", "0 0\n");
  const MachineFacts facts = read_machine(root.path(), 1);
  EXPECT_FALSE(facts.memory_bytes);
  EXPECT_FALSE(facts.cores_limit);
  EXPECT_EQ(check_memory(facts, 512, std::nullopt)[0].level, Level::kUnknown);
}

TEST(CheckCpu, NeedsAvxAndWantsMore) {
  MachineFacts facts = good_machine();
  EXPECT_EQ(check_cpu(facts, "avx512vnni")[0].level, Level::kOk);
  facts.features = {"avx", "avx2"};
  EXPECT_EQ(check_cpu(facts, "avx2")[0].level, Level::kOk);
  EXPECT_NE(check_cpu(facts, "avx2")[0].text.find("fast"), std::string::npos);
  facts.features = {"avx"};
  EXPECT_EQ(check_cpu(facts, "scalar")[0].level, Level::kWarning);
  facts.features = {"sse2"};
  EXPECT_EQ(check_cpu(facts, "scalar")[0].level, Level::kProblem);
  facts.features = {};
  EXPECT_EQ(check_cpu(facts, "scalar")[0].level, Level::kUnknown);
}

TEST(CheckCores, SeesTheLimitOfAContainer) {
  MachineFacts facts = good_machine();
  EXPECT_EQ(check_cores(facts, 0)[0].level, Level::kOk);
  facts.cores_limit = 1.5;
  EXPECT_EQ(check_cores(facts, 0)[0].level, Level::kWarning);
  EXPECT_EQ(check_cores(facts, 2)[0].level, Level::kOk);
  facts.cores_limit.reset();
  EXPECT_EQ(check_cores(facts, 9)[0].level, Level::kWarning);
}

TEST(CheckMemory, ComparesWithTheFacesThatThereAre) {
  MachineFacts facts = good_machine();
  const std::uint64_t fit = faces_that_fit(16ULL << 30, 768);
  EXPECT_GT(fit, 1'000'000U);
  EXPECT_EQ(check_memory(facts, 768, fit / 2)[0].level, Level::kOk);
  EXPECT_EQ(check_memory(facts, 768, fit / 10 * 9)[0].level, Level::kWarning);
  EXPECT_EQ(check_memory(facts, 768, fit + 1)[0].level, Level::kProblem);
  facts.memory_limit_bytes = 200 << 20;
  EXPECT_EQ(check_memory(facts, 768, std::nullopt)[0].level, Level::kProblem);
  EXPECT_EQ(faces_that_fit(0, 768), 0U);
  EXPECT_EQ(faces_that_fit(16ULL << 30, 0), 0U);
}

TEST(CheckDescriptors, WantsEnoughForAllConnections) {
  MachineFacts facts = good_machine();
  EXPECT_EQ(check_descriptors(facts)[0].level, Level::kOk);
  facts.files_max = 1024;
  EXPECT_EQ(check_descriptors(facts)[0].level, Level::kWarning);
  facts.files_max = 1'048'576;
  EXPECT_EQ(check_descriptors(facts)[0].level, Level::kOk);
}

TEST(Findings, AreAllReportedThoughACheckFails) {
  const std::vector<Check> checks{{"first", [] { return Findings{{"", Level::kOk, "fine"}}; }},
                                  {"second", []() -> Findings { throw std::runtime_error("broken"); }},
                                  {"third", [] { return Findings{{"", Level::kUnknown, "dark\033[31m"}}; }}};
  const Findings findings = run_checks(checks);
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[1].check, "second");
  EXPECT_EQ(findings[1].level, Level::kProblem);
  EXPECT_FALSE(is_all_well(findings));
  EXPECT_TRUE(is_all_well({findings[0], findings[2]}));
  EXPECT_EQ(findings_text(findings).find('\033'), std::string::npos);
  EXPECT_NE(findings_json({findings[0]}).find(R"("ok":true)"), std::string::npos);
}

Level worst(const Findings& findings) { return std::ranges::max(findings, {}, &Finding::level).level; }

TEST(CheckPort, TellsAMienFromOthers) {
  const Peer mien{.kind = Peer::Kind::kMien, .is_ready = true};
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, mien, 0, true, false)), Level::kOk);
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, mien, 0, false, false)), Level::kWarning);
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, {.kind = Peer::Kind::kOther}, 0, false, false)), Level::kProblem);
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, {}, 0, false, false)), Level::kOk);
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, {}, 0, true, false)), Level::kWarning);
  for (const int error : {EADDRINUSE, EACCES, EADDRNOTAVAIL, EINVAL}) {
    const Findings findings = check_port("127.0.0.1", 80, {}, error, false, false);
    EXPECT_EQ(worst(findings), Level::kProblem);
    EXPECT_FALSE(findings[0].advice.empty());
  }
}

TEST(CheckPort, TellsSilenceAndOtherCertificatesFromAFreePort) {
  for (const auto kind : {Peer::Kind::kSilent, Peer::Kind::kUntrusted}) {
    const Findings foreign = check_port("127.0.0.1", 8080, {.kind = kind, .reason = "Why."}, 0, false, true);
    EXPECT_EQ(worst(foreign), Level::kProblem);
    EXPECT_TRUE(foreign[0].text.ends_with(" (Why)")) << foreign[0].text;
  }
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, {.kind = Peer::Kind::kSilent}, 0, true, true)), Level::kProblem);
  EXPECT_EQ(worst(check_port("127.0.0.1", 8080, {.kind = Peer::Kind::kUntrusted}, 0, true, true)), Level::kUnknown);
}

TEST(PeerOf, SaysWhoAnswersByWhatTheHttpClientGives) {
  using Kind = Peer::Kind;
  const auto kind = [](ErrorCode code) { return peer_of(fail(code, "Why.")).kind; };
  EXPECT_EQ(kind(ErrorCode::kUnavailable), Kind::kNobody);
  EXPECT_EQ(kind(ErrorCode::kInvalidArgument), Kind::kNobody);
  EXPECT_EQ(kind(ErrorCode::kDeadlineExceeded), Kind::kSilent);
  EXPECT_EQ(kind(ErrorCode::kAccessDenied), Kind::kUntrusted);
  EXPECT_EQ(kind(ErrorCode::kIncompatible), Kind::kOther);
  EXPECT_EQ(peer_of(fail(ErrorCode::kUnavailable, "Why.")).reason, "Why.");

  HttpResponse answer{.status = 200,
                      .headers = {{"x-request-id", "1"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}},
                      .body = R"({"status":"ready"})"};
  EXPECT_EQ(peer_of(answer).kind, Kind::kMien);
  EXPECT_TRUE(peer_of(answer).is_ready);
  EXPECT_TRUE(peer_of(answer).clock);
  answer.status = 503;
  EXPECT_FALSE(peer_of(answer).is_ready);
  answer.headers.clear();
  EXPECT_EQ(peer_of(answer).kind, Kind::kOther);
  answer.headers = {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}};
  EXPECT_FALSE(peer_of(answer).clock) << "a stranger's clock says nothing";
}

TEST(CheckPort, WarnsOfANetworkWithoutTls) {
  EXPECT_EQ(worst(check_port("0.0.0.0", 8080, {}, 0, false, false)), Level::kWarning);
  EXPECT_EQ(worst(check_port("0.0.0.0", 8080, {}, 0, false, true)), Level::kOk);
  EXPECT_EQ(worst(check_port("::1", 8080, {}, 0, false, false)), Level::kOk);
}

TEST(CheckPort, TriesToListen) {
  EXPECT_EQ(try_to_listen("127.0.0.1", 0), 0);
  EXPECT_EQ(try_to_listen("203.0.113.1", 0), EADDRNOTAVAIL);
  EXPECT_EQ(try_to_listen("no address", 0), EINVAL);
}

TEST(CheckClock, SeesWhatCannotBe) {
  using namespace std::chrono;
  const Timestamp now = sys_days(2026y / 5 / 6) + 12h;
  const auto level = [&](std::optional<Timestamp> server, std::optional<Timestamp> newest, ClockState state) {
    return worst(check_clock(now, server, newest, state));
  };
  EXPECT_EQ(level(now + 1s, now - 24h, ClockState::kSynchronised), Level::kOk);
  EXPECT_EQ(level(std::nullopt, std::nullopt, ClockState::kUnknown), Level::kOk);
  EXPECT_EQ(level(now + 2min, std::nullopt, ClockState::kSynchronised), Level::kWarning);
  EXPECT_EQ(level(now - 16min, std::nullopt, ClockState::kSynchronised), Level::kProblem);
  EXPECT_EQ(level(std::nullopt, now + 1h, ClockState::kSynchronised), Level::kWarning);
  EXPECT_EQ(level(std::nullopt, std::nullopt, ClockState::kNot), Level::kUnknown);
  EXPECT_EQ(worst(check_clock(Timestamp{}, std::nullopt, std::nullopt, ClockState::kSynchronised)), Level::kProblem);
}

TEST(HttpDate, IsReadOrRefused) {
  using api::parse_http_date;  // Of a server's answer as of a signature.
  using namespace std::chrono;
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), sys_days(1994y / 11 / 6) + 8h + 49min + 37s);
  for (const std::string text : {"", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
                                 "Sun, 06 Nov 1994 28:49:37 GMT"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace
}  // namespace mien::doctor
