#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <thread>

#include "bench/budgets.h"
#include "bench/core_peak.h"
#include "bench/deliver_report.h"
#include "bench/http_report.h"
#include "bench/http_subject.h"
#include "bench/metrics_text.h"
#include "commands.h"
#include "cpu.h"
#include "exit_codes.h"
#include "signals.h"

namespace mien::cli {
namespace {

/// Connections of open loops: more than a server should ever have at work.
constexpr std::size_t kOpenConnections = 100;
/// An overload needs more than one address may have (limits::kConnectionsPerAddressMax), so it comes from several.
constexpr std::size_t kOverloadConnections = 600;
constexpr std::size_t kOverloadAddresses = 6;
constexpr std::size_t kPeakConnections = 32;
constexpr auto kRestAfterOverload = std::chrono::seconds(2);
constexpr std::uint64_t kSeed = 1;
/// Turns that the two galleries take while a request is dissected.
constexpr int kSlices = 5;
constexpr std::array kStages{"wait", "decode", "detect", "align", "embed"};

class HttpBenchRun {
 public:
  HttpBenchRun(const BenchHttpCommand& command, const CaughtSignals& stop) : command_(command), stop_(stop) {}

  Result<HttpBench> run() {
    MIEN_TRY(subject_, open_subject(command_, stop_, bench_));
    if (command_.rate > 0) {
      MIEN_TRY_VOID(open_loop(command_.rate, Arrivals::kEven));
      MIEN_TRY_VOID(open_loop(command_.rate, Arrivals::kRandom));
      return std::move(bench_);
    }
    if (command_.overload > 0) {
      MIEN_TRY_VOID(closed_loop(kPeakConnections));
      MIEN_TRY_VOID(overload());
      return std::move(bench_);
    }
    for (const std::size_t connections : command_.connections) MIEN_TRY_VOID(closed_loop(connections));
    if (command_.closed_only) return std::move(bench_);
    MIEN_TRY_VOID(open_loop(kTailLoad * bench_.peak_per_second, Arrivals::kEven));
    MIEN_TRY_VOID(open_loop(kTailLoad * bench_.peak_per_second, Arrivals::kRandom));
    if (subject_.small_request) MIEN_TRY_VOID(dissect());
    return std::move(bench_);
  }

 private:
  struct Measured {
    HttpBench::Load load;
    LoadResult result;
  };

  /// Runs a plan whose request and watch are still open.
  Result<Measured> measure(LoadPlan plan, const std::function<void(LoadMoment)>& watch = {}) {
    const std::string request = subject_.request();
    return measure(std::move(plan), request, subject_.right_body, watch);
  }
  Result<Measured> measure(LoadPlan plan, const std::string& request, const std::string& right_body,
                           const std::function<void(LoadMoment)>& watch) {
    plan.request = request;
    plan.right_body = right_body;
    double cpu_before = 0;
    double cpu_after = 0;
    plan.watch = [&](LoadMoment moment) {
      if (watch) watch(moment);
      if (!subject_.server || moment == LoadMoment::kTick) return;
      if (const auto use = subject_.server->use())
        (moment == LoadMoment::kBegin ? cpu_before : cpu_after) = use->cpu_seconds;
    };
    MIEN_TRY(LoadResult result, run_load(subject_.target, plan, stop_));
    HttpBench::Load load;
    load.connections = plan.connections;
    load.offered = plan.rate.value_or(0);
    load.arrivals = plan.arrivals;
    load.seconds = result.seconds;
    load.per_second = static_cast<double>(result.right) / result.seconds;
    load.right_ms = Latency::of(result.right_ms);
    load.mean_ms = std::accumulate(result.right_ms.begin(), result.right_ms.end(), 0.0) /
                   static_cast<double>(std::max<std::size_t>(result.right_ms.size(), 1));
    load.late_ms = Latency::of(result.late_ms);
    load.answers = result.answers;
    load.due = result.due;
    load.unsent = result.unsent;
    load.client_cpu_share = result.client_cpu_seconds / result.seconds / static_cast<double>(usable_cores());
    if (subject_.server && result.right > 0)
      load.server_cpu_ms = 1e3 * (cpu_after - cpu_before) / static_cast<double>(result.right);
    return Measured{std::move(load), std::move(result)};
  }

  Result<void> closed_loop(std::size_t connections) {
    MIEN_TRY(Measured measured, measure({.connections = connections, .seconds = command_.seconds}));
    bench_.peak_per_second = std::max(bench_.peak_per_second, measured.load.per_second);
    bench_.closed.push_back(std::move(measured.load));
    return {};
  }

  Result<void> open_loop(double rate, Arrivals arrivals) {
    if (rate <= 0) return fail(ErrorCode::kInternal, "The server gave no right answer under load.");
    MIEN_TRY(Measured measured, measure({.connections = kOpenConnections,
                                         .seconds = command_.seconds,
                                         .rate = rate,
                                         .arrivals = arrivals,
                                         .seed = kSeed}));
    bench_.open.push_back(std::move(measured.load));
    return {};
  }

  /// Sums over slices of a load of one connection: the client's view, and the server's own account.
  struct Slices {
    double requests = 0;
    double client_ms = 0;
    double request_ms = 0;
    std::array<double, kStages.size()> stages_ms{};
    double engine_ms() const { return std::accumulate(stages_ms.begin(), stages_ms.end(), 0.0); }
  };

  Result<void> add_slice(const std::string& request, const std::string& right_body, Slices& sums) {
    MIEN_TRY(const std::string before_text, subject_.caller->metrics());
    MIEN_TRY(const Measured one, measure({.connections = 1, .warm_seconds = 0, .seconds = command_.seconds / kSlices},
                                         request, right_body, {}));
    MIEN_TRY(const std::string after_text, subject_.caller->metrics());
    const MetricsText before(before_text);
    const MetricsText after(after_text);
    const auto count = static_cast<double>(one.result.right_ms.size());
    sums.requests += count;
    sums.client_ms += count * one.load.mean_ms;
    sums.request_ms += count * after.mean_ms_since(before, "mien_request_seconds", "operation=\"SearchFacesByImage\"");
    for (std::size_t i = 0; i < kStages.size(); ++i)
      sums.stages_ms[i] +=
          count * after.mean_ms_since(before, "mien_stage_seconds", "stage=\"" + std::string(kStages[i]) + "\"");
    return {};
  }

  /// One request after the other, by turns in the gallery and in that of one face, so that both see the same machine.
  Result<void> dissect() {
    Slices large;
    Slices small;
    for (int slice = 0; slice < kSlices; ++slice) {
      MIEN_TRY_VOID(add_slice(subject_.request(), subject_.right_body, large));
      MIEN_TRY_VOID(add_slice(subject_.small_request(), subject_.small_right_body, small));
    }
    if (large.requests == 0 || small.requests == 0)
      return fail(ErrorCode::kUnavailable, "The server is too slow for this: give it more --seconds.");
    HttpBench::Anatomy anatomy;
    for (std::size_t i = 0; i < kStages.size(); ++i)
      anatomy.stages.emplace_back(kStages[i], large.stages_ms[i] / large.requests);
    anatomy.request_ms = large.request_ms / large.requests;
    anatomy.client_ms = large.client_ms / large.requests;
    anatomy.small_rest_ms = (small.client_ms - small.engine_ms()) / small.requests;
    anatomy.net_gflop = subject_.net_gflop;
    if (const auto peak = measure_fp32_peak()) anatomy.peak_gflops = peak->gops;
    bench_.anatomy = std::move(anatomy);
    return {};
  }

  Result<void> overload() {
    HttpBench::Overload o;
    o.factor = command_.overload;
    double most = 0;
    const auto resident = [&]() -> std::optional<double> {
      if (!subject_.server) return std::nullopt;
      const auto use = subject_.server->use();
      return use ? std::optional(use->resident_mb) : std::nullopt;
    };
    o.resident_mb_before = resident();
    const bool is_local = subject_.target.host == "127.0.0.1";
    MIEN_TRY(Measured measured, measure({.connections = is_local ? kOverloadConnections : kOpenConnections,
                                         .warm_seconds = 1,
                                         .seconds = command_.seconds,
                                         .rate = command_.overload * bench_.peak_per_second,
                                         .arrivals = Arrivals::kRandom,
                                         .seed = kSeed,
                                         .source_addresses = is_local ? kOverloadAddresses : 1},
                                        [&](LoadMoment) { most = std::max(most, resident().value_or(0)); }));
    std::this_thread::sleep_for(kRestAfterOverload);
    o.resident_mb_after = resident();
    // The peak again: a machine that others use may have been slow at one time and fast at another. The better counts.
    MIEN_TRY_VOID(closed_loop(kPeakConnections));
    if (o.resident_mb_before) o.resident_mb_most = most;
    o.load = std::move(measured.load);
    o.goodput_share = o.load.per_second / bench_.peak_per_second;
    o.refused_share =
        static_cast<double>(measured.result.refused) / static_cast<double>(std::max<std::size_t>(o.load.due, 1));
    o.refused_ms = Latency::of(measured.result.refused_ms);
    o.passed = o.goodput_share >= kGoodputShareMin && o.refused_ms.p99 <= kRefusalMsMax;
    bench_.overload = std::move(o);
    return {};
  }

  const BenchHttpCommand& command_;
  const CaughtSignals& stop_;
  HttpBench bench_;
  BenchSubject subject_;
};

/// Whether every answer outside of an overload was right.
bool all_right(const HttpBench& bench) {
  const auto right = [](const HttpBench::Load& load) {
    return load.answers.size() == 1 && load.answers.begin()->first == "200" && load.unsent == 0;
  };
  return std::ranges::all_of(bench.closed, right) && std::ranges::all_of(bench.open, right);
}

}  // namespace

int bench_http(const BenchHttpCommand& command) {
  const auto stop = CaughtSignals::open(stop_signals());
  if (!stop) return report(stop.error());
  const auto bench = HttpBenchRun(command, **stop).run();
  if (!bench) return report(bench.error());
  if (const int code = deliver_bench_report(to_text(*bench), to_json(*bench), command.json_file); code != kDone)
    return code;
  if (!all_right(*bench)) {
    std::fputs("mien: not every request was answered rightly\n", stderr);
    return kRefused;
  }
  return bench->overload && !bench->overload->passed ? kRefused : kDone;
}

}  // namespace mien::cli
