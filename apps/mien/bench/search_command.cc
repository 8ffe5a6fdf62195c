#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bench/deliver_report.h"
#include "bench/memory_peak.h"
#include "bench/run_place.h"
#include "bench/search_report.h"
#include "bench/search_run.h"
#include "bench/synthetic_faces.h"
#include "bench/temp_folder.h"
#include "commands.h"
#include "core/calibration.h"
#include "exit_codes.h"
#include "signals.h"

namespace mien::cli {
namespace {

constexpr double kThreshold = 80;        ///< Rekognition's default similarity.
constexpr std::size_t kFmrFaces = 4500;  ///< Ten million pairs of two people.

/// How the scores of the synthetic faces are spread, beside what the model pack was calibrated to.
Result<void> measure_scores(const SyntheticFaces& faces, const Calibration& calibration, const CaughtSignals& stop,
                            SearchBench& bench) {
  std::vector<Embedding> people;
  for (std::size_t i = 0; i < kFmrFaces; ++i) people.push_back(faces.face(i * SyntheticFaces::kFacesPerPerson));
  constexpr std::array kRates{-1.0, -2.0, -3.0, -4.0, -5.0, -6.0};
  for (const double log10_fmr : kRates) {
    double low = -1;
    double high = 1;
    for (int step = 0; step < 60; ++step) {
      const double middle = (low + high) / 2;
      (calibration.log10_fmr(middle) > log10_fmr ? low : high) = middle;
    }
    bench.fmr.push_back({.cosine = high, .wanted = std::pow(10, log10_fmr), .measured = 0});
  }
  for (std::size_t a = 0; a < people.size(); ++a) {
    MIEN_TRY_VOID(stop.check());
    for (std::size_t b = 0; b < a; ++b) {
      const double score = double{cosine(people[a], people[b])};
      for (auto& point : bench.fmr) point.measured += score >= point.cosine ? 1 : 0;
    }
  }
  bench.impostor_pairs = kFmrFaces * (kFmrFaces - 1) / 2;
  for (auto& point : bench.fmr) point.measured /= static_cast<double>(bench.impostor_pairs);

  std::vector<double> genuine;
  for (std::size_t i = 0; i < kFmrFaces; ++i)
    genuine.push_back(double{cosine(people[i], faces.face(i * SyntheticFaces::kFacesPerPerson + 1))});
  std::ranges::sort(genuine);
  bench.genuine_median = genuine[genuine.size() / 2];
  bench.genuine_4_pct = genuine[genuine.size() / 25];
  return {};
}

/// That of the name; the fastest where there is none.
Result<index_exact::Kernel> kernel_of(const std::string& name) {
  const auto kernels = index_exact::available_kernels();
  if (name.empty()) return kernels.back();
  std::string names;
  for (const index_exact::Kernel& kernel : kernels) {
    if (kernel.name == name) return kernel;
    names += (names.empty() ? "" : ", ") + std::string(kernel.name);
  }
  return fail(ErrorCode::kInvalidArgument,
              "There is no kernel \"" + name + "\" on this machine; there are " + names + ".");
}

Result<void> measure_memory(const CaughtSignals& stop, SearchBench& bench) {
  MIEN_TRY_VOID(stop.check());
  MIEN_TRY(const MemoryPeak one, measure_memory_peak(1));
  MIEN_TRY(const MemoryPeak all, measure_memory_peak(bench.place.cores));
  bench.read_gbs_one = std::max(bench.read_gbs_one, one.read_gb_per_second);
  bench.read_gbs_all = std::max(bench.read_gbs_all, all.read_gb_per_second);
  return {};
}

Result<SearchBench> measure(const BenchSearchCommand& command, const index_exact::Kernel& kernel,
                            const CaughtSignals& stop) {
  SearchBench bench;
  bench.place = RunPlace::here();
  bench.kernel = kernel.name;
  MIEN_TRY(const auto manifest, load_manifest(command.models));
  MIEN_TRY(const ModelPack pack, manifest.pack(command.models.pack));
  MIEN_TRY(const Calibration calibration, Calibration::from_knots(pack.calibration));
  bench.dimension = command.dimension == 0 ? pack.dimension() : command.dimension;
  MIEN_TRY_VOID(measure_memory(stop, bench));
  const SearchSubject subject{
      .faces = SyntheticFaces(bench.dimension),
      .cosine_min = static_cast<float>(calibration.cosine_at(kThreshold)),
      .kernel = kernel,
      .cores = bench.place.cores,
      .scratch = command.scratch.empty() ? TempFolder::system_parent() : std::filesystem::path(command.scratch)};
  MIEN_TRY_VOID(measure_scores(subject.faces, calibration, stop, bench));
  for (const std::size_t rows : command.faces) {
    MIEN_TRY(auto gallery, measure_gallery(subject, rows, stop));
    bench.galleries.push_back(std::move(gallery));
  }
  // Memory that others use may be slow at one time and fast at another: the ceiling is the better of two looks.
  MIEN_TRY_VOID(measure_memory(stop, bench));
  return bench;
}

}  // namespace

int bench_search(const BenchSearchCommand& command) {
  const auto kernel = kernel_of(command.kernel);
  if (!kernel) {
    report(kernel.error());
    return kUsage;
  }
  const auto stop = CaughtSignals::open(stop_signals());
  if (!stop) return report(stop.error());
  const auto bench = measure(command, *kernel, **stop);
  if (!bench) return report(bench.error());
  return deliver_bench_report(to_text(*bench), to_json(*bench), command.json_file);
}

}  // namespace mien::cli
