#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/json/writer.h"
#include "bench/append_formatted.h"
#include "bench/core_peak.h"
#include "bench/deliver_report.h"
#include "bench/memory_peak.h"
#include "bench/run_place.h"
#include "commands.h"
#include "cpu.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

/// One arithmetic on one core, and on all at once.
struct Peak {
  std::string name;
  std::string unit;
  std::string instructions;
  double one_core = 0;
  double all_cores = 0;
};

using Measure = std::optional<CorePeak> (*)();

/// The sum of what the cores reach at the same time: each keeps the best of runs of some milliseconds.
double on_all_cores(Measure measure, std::size_t cores) {
  double sum = 0;
  std::mutex mutex;
  {
    std::vector<std::jthread> team;
    for (std::size_t i = 0; i < cores; ++i)
      team.emplace_back([&] {
        const auto mine = measure();
        const std::scoped_lock lock(mutex);
        sum += mine ? mine->gops : 0;
      });
  }
  return sum;
}

std::vector<Peak> measure_arithmetic(std::size_t cores) {
  struct Kind {
    const char* name;
    const char* unit;
    Measure measure;
  };
  constexpr std::array kKinds{Kind{"fp32", "GFLOP/s", &measure_fp32_peak}, Kind{"int8", "GOP/s", &measure_int8_peak},
                              Kind{"bf16", "GFLOP/s", &measure_bf16_peak}};
  std::vector<Peak> peaks;
  for (const Kind& kind : kKinds)
    if (const auto one = kind.measure())
      peaks.push_back({kind.name, kind.unit, one->instructions, one->gops, on_all_cores(kind.measure, cores)});
  return peaks;
}

struct PeakBench {
  RunPlace place;
  std::vector<CpuCache> caches;
  std::vector<Peak> arithmetic;
  MemoryPeak one_core;
  MemoryPeak all_cores;
};

std::string to_text(const PeakBench& bench) {
  std::string out = bench.place.text();
  std::string caches;
  for (const CpuCache& cache : bench.caches)
    caches += (caches.empty() ? "" : ", ") + std::string("L") + std::to_string(cache.level) + " " + cache.type + " " +
              std::to_string(cache.bytes / 1024) + " KB";
  append_formatted(out, "  caches    %s\n\n  %-28s %10s %10s\n", caches.empty() ? "unknown" : caches.c_str(), "",
                   "one core", "all cores");
  for (const Peak& peak : bench.arithmetic)
    append_formatted(out, "  %-28s %10.1f %10.1f  %s\n", (peak.name + " " + peak.unit).c_str(), peak.one_core,
                     peak.all_cores, peak.instructions.c_str());
  append_formatted(out, "  %-28s %10.1f %10.1f  buffers of %zu MB\n", "read GB/s", bench.one_core.read_gb_per_second,
                   bench.all_cores.read_gb_per_second, memory_peak_bytes() / (1024 * 1024));
  append_formatted(out, "  %-28s %10.1f %10.1f  read and written\n", "copy GB/s", bench.one_core.copy_gb_per_second,
                   bench.all_cores.copy_gb_per_second);
  return out;
}

std::string to_json(const PeakBench& bench) {
  api::JsonWriter json;
  json.begin_object();
  bench.place.write(json);
  json.key("caches").begin_array();
  for (const CpuCache& cache : bench.caches) {
    json.begin_object().key("level").integer(cache.level).member("type", cache.type);
    json.key("bytes").unsigned_integer(cache.bytes).end_object();
  }
  json.end_array().key("arithmetic").begin_array();
  for (const Peak& peak : bench.arithmetic) {
    json.begin_object().member("name", peak.name).member("unit", peak.unit).member("instructions", peak.instructions);
    json.key("one_core").number(peak.one_core).key("all_cores").number(peak.all_cores).end_object();
  }
  json.end_array().key("memory").begin_object();
  json.key("read_gb_per_second_one_core").number(bench.one_core.read_gb_per_second);
  json.key("read_gb_per_second_all_cores").number(bench.all_cores.read_gb_per_second);
  json.key("copy_gb_per_second_one_core").number(bench.one_core.copy_gb_per_second);
  json.key("copy_gb_per_second_all_cores").number(bench.all_cores.copy_gb_per_second);
  return json.end_object().end_object().take();
}

Result<PeakBench> measure() {
  PeakBench bench;
  bench.place = RunPlace::here();
  bench.caches = cpu_caches();
  bench.arithmetic = measure_arithmetic(bench.place.cores);
  MIEN_TRY(bench.one_core, measure_memory_peak(1));
  MIEN_TRY(bench.all_cores, measure_memory_peak(bench.place.cores));
  return bench;
}

}  // namespace

int bench_peak(const BenchPeakCommand& command) {
  const auto bench = measure();
  if (!bench) return report(bench.error());
  return deliver_bench_report(to_text(*bench), to_json(*bench), command.json_file);
}

}  // namespace mien::cli
