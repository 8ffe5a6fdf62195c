#include <sched.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "bench/clock.h"
#include "bench/deliver_report.h"
#include "bench/engine_picture.h"
#include "bench/engine_report.h"
#include "bench/net_work.h"
#include "bench/run_place.h"
#include "bench/timed_net.h"
#include "commands.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Which = FaceReader::Which;

constexpr std::size_t kWarmRounds = 10;
constexpr double kThroughputSeconds = 3;

/// Holds the calling thread, and those that it starts meanwhile, on the first core that it may use.
class OneCore {
 public:
  OneCore() {
    CPU_ZERO(&before_);
    if (sched_getaffinity(0, sizeof before_, &before_) != 0) return;
    cpu_set_t one;
    CPU_ZERO(&one);
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(cpu, &before_)) {
        CPU_SET(cpu, &one);
        break;
      }
    held_ = sched_setaffinity(0, sizeof one, &one) == 0;
  }
  ~OneCore() {
    if (held_) sched_setaffinity(0, sizeof before_, &before_);
  }
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;

 private:
  cpu_set_t before_;
  bool held_ = false;
};

FaceReader::Options asking_for(Which which) {
  return {.bytes_max = limits::kObjectImageBytesMax, .which = which, .embeddings_max = 1};
}

Result<Embedding> only_embedding(app::Analyser& analyser, const BenchPicture& picture, Which which) {
  MIEN_TRY(const ReadImage image, analyser.read(picture.jpeg, asking_for(which)));
  if (image.faces.size() != 1 || !image.faces.front().embedding)
    return fail(ErrorCode::kInternal, "Wrong answer: " + std::to_string(image.faces.size()) +
                                          " faces in a picture with one, " +
                                          (which == Which::kAll ? "all" : "the largest") + " asked for.");
  return *image.faces.front().embedding;
}

/// The same bits on every run, for either question, and on two threads at once; and 100 for a face with itself.
Result<void> check_answers(const LoadedModels& models, app::Analyser& first, app::Analyser& second,
                           const BenchPicture& picture) {
  for (const Which which : {Which::kLargest, Which::kAll}) {
    MIEN_TRY(const Embedding expected, only_embedding(first, picture, which));
    const auto repeats = [&](app::Analyser& analyser) -> Result<void> {
      for (int round = 0; round < 5; ++round) {
        MIEN_TRY(const Embedding got, only_embedding(analyser, picture, which));
        if (got != expected) return fail(ErrorCode::kInternal, "Wrong answer: the embedding changes between runs.");
      }
      return {};
    };
    Result<void> on_first;
    Result<void> on_second;
    {
      const std::jthread one([&] { on_first = repeats(first); });
      const std::jthread two([&] { on_second = repeats(second); });
    }
    MIEN_TRY_VOID(on_first);
    MIEN_TRY_VOID(on_second);
    const float self = models.active().calibration.similarity(double{cosine(expected, expected)});
    if (self != 100)
      return fail(ErrorCode::kInternal,
                  "Wrong answer: a face has similarity " + std::to_string(self) + " with itself.");
  }
  return {};
}

/// Stage times of one path on one core, all of it warm.
Result<EngineBench::Path> measure_path(app::Analyser& analyser, const std::vector<NetUse*>& uses,
                                       const BenchPicture& picture, Which which, std::size_t rounds) {
  const std::array<const char*, 7> names{"decode", "detect", "align", "embed", "total", "nets", "rest"};
  std::array<std::vector<double>, names.size()> ms;
  for (std::size_t round = 0; round < kWarmRounds + rounds; ++round) {
    for (NetUse* use : uses) use->run_ms = 0;
    const auto start = Clock::now();
    MIEN_TRY_VOID(analyser.read(picture.jpeg, asking_for(which)));
    const double total = ms_since(start);
    if (round < kWarmRounds) continue;
    const app::StageTimes& times = analyser.last_times();
    double nets = 0;
    for (const NetUse* use : uses) nets += use->run_ms;
    const std::array<double, names.size()> values{
        times.decode_ms, times.detect_ms, times.align_ms, times.embed_ms, total, nets, total - nets - times.decode_ms};
    for (std::size_t i = 0; i < values.size(); ++i) ms[i].push_back(values[i]);
  }
  EngineBench::Path path{which == Which::kAll ? "all" : "largest", {}};
  for (std::size_t i = 0; i < names.size(); ++i) path.stages.push_back({names[i], spread_of(ms[i])});
  return path;
}

/// A net at one size of input, without anything around it.
Result<EngineBench::NetTime> measure_net(const Net& net, const std::string& name, std::size_t height, std::size_t width,
                                         std::size_t rounds) {
  MIEN_TRY(const auto session, net.open_session());
  MIEN_TRY_VOID(session->set_input_size(height, width));
  std::ranges::fill(session->input(), 0.5F);
  std::vector<double> ms;
  for (std::size_t round = 0; round < kWarmRounds + rounds; ++round) {
    const auto start = Clock::now();
    MIEN_TRY_VOID(session->run());
    if (round >= kWarmRounds) ms.push_back(ms_since(start));
  }
  return EngineBench::NetTime{
      name, height, width, spread_of(ms), gflop_of(name, height, width), name.ends_with("-int8")};
}

/// Everything that is measured on one core. Models are loaded anew, so that the runtime's threads stay on it too.
Result<void> measure_one_core(const BenchEngineCommand& command, const BenchPicture& picture, EngineBench& bench) {
  const OneCore pinned;
  MIEN_TRY(const auto models, LoadedModels::load(command.models, 1));
  bench.peak = measure_fp32_peak();

  std::map<std::string, NetUse> uses;
  std::map<std::string, TimedNet> timed;
  const auto find_net = [&](const std::string& name) -> const Net& {
    return timed.try_emplace(name, models->net(name), uses[name]).first->second;
  };
  MIEN_TRY(const auto analyser, app::Analyser::open(models->decoder(), models->pack(), find_net));
  std::vector<NetUse*> all_uses;
  for (auto& [name, use] : uses) all_uses.push_back(&use);
  for (const Which which : {Which::kLargest, Which::kAll}) {
    MIEN_TRY(auto path, measure_path(*analyser, all_uses, picture, which, command.rounds));
    bench.paths.push_back(std::move(path));
  }
  for (const auto& [name, use] : uses)
    for (const auto& [size, count] : use.runs) {
      MIEN_TRY(auto net, measure_net(models->net(name), name, size.first, size.second, command.rounds));
      bench.nets.push_back(std::move(net));
    }
  // A core that others use may be slow at one time and fast at another: the peak is the better of two looks.
  if (const auto later = measure_fp32_peak(); later && bench.peak && later->gops > bench.peak->gops) bench.peak = later;
  return {};
}

/// Pictures a second with one analyser on each core.
Result<double> measure_throughput(std::span<const std::unique_ptr<app::Analyser>> analysers,
                                  const BenchPicture& picture) {
  std::vector<std::size_t> done(analysers.size());
  std::vector<Result<void>> ends(analysers.size());
  const auto start = Clock::now();
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < analysers.size(); ++i)
      workers.emplace_back([&, i] {
        while (ends[i] && ms_since(start) < kThroughputSeconds * 1e3) {
          const auto image = analysers[i]->read(picture.jpeg, asking_for(Which::kLargest));
          if (!image) ends[i] = std::unexpected(image.error());
          ++done[i];
        }
      });
  }
  const double seconds = ms_since(start) / 1e3;
  std::size_t pictures = 0;
  for (std::size_t i = 0; i < analysers.size(); ++i) {
    MIEN_TRY_VOID(ends[i]);
    pictures += done[i];
  }
  return static_cast<double>(pictures) / seconds;
}

Result<EngineBench> measure(const BenchEngineCommand& command) {
  EngineBench bench;
  bench.place = RunPlace::here();
  bench.rounds = command.rounds;

  // Two at least: the check of the answers needs two threads.
  MIEN_TRY(const auto models, LoadedModels::load(command.models, std::max<std::size_t>(2, bench.place.cores)));
  MIEN_TRY(const auto analysers, models->make_analysers());
  bench.pack = models->pack().name;
  bench.face_model_version = models->pack().face_model_version;
  MIEN_TRY(const BenchPicture picture, make_bench_picture(command.image, *analysers[0]));
  bench.picture = picture.source;
  bench.face_px = picture.face_px;
  MIEN_TRY_VOID(check_answers(*models, *analysers[0], *analysers[1], picture));
  MIEN_TRY_VOID(measure_one_core(command, picture, bench));
  MIEN_TRY(bench.pictures_per_second, measure_throughput(std::span(analysers).first(bench.place.cores), picture));
  return bench;
}

}  // namespace

int bench_engine(const BenchEngineCommand& command) {
  if (command.rounds == 0) {
    std::fprintf(stderr, "mien: --rounds must be 1 or more\n");
    return kUsage;
  }
  const auto bench = measure(command);
  if (!bench) return report(bench.error());
  return deliver_bench_report(to_text(*bench), to_json(*bench), command.json_file);
}

}  // namespace mien::cli
