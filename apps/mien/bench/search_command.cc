#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bench/clock.h"
#include "bench/memory_peak.h"
#include "bench/publish.h"
#include "bench/run_place.h"
#include "bench/search_gallery.h"
#include "bench/search_report.h"
#include "bench/synthetic_faces.h"
#include "commands.h"
#include "core/calibration.h"
#include "cpu.h"
#include "exit_codes.h"

namespace mien::cli {
namespace {

constexpr std::size_t kBatch = 32;
constexpr std::size_t kCheckedPairs = 6;  ///< Of each kind of probe; every face is compared with each of them.
constexpr double kThreshold = 80;         ///< Rekognition's default similarity.
constexpr std::size_t kMatches = 80;      ///< And its default of MaxFaces.
constexpr std::size_t kWarmRounds = 3;
constexpr double kSecondsPerCase = 2;  ///< Of a gallery of 100,000 and more; less for smaller ones.
constexpr std::size_t kRoundsMin = 15;
constexpr std::size_t kFmrFaces = 4500;  ///< Ten million pairs of two people.

/// How the scores of the synthetic faces are spread, beside what the model pack was calibrated to.
void measure_scores(const SyntheticFaces& faces, const Calibration& calibration, SearchBench& bench) {
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
  for (std::size_t a = 0; a < people.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const double score = double{cosine(people[a], people[b])};
      for (auto& point : bench.fmr) point.measured += score >= point.cosine ? 1 : 0;
    }
  bench.impostor_pairs = kFmrFaces * (kFmrFaces - 1) / 2;
  for (auto& point : bench.fmr) point.measured /= static_cast<double>(bench.impostor_pairs);

  std::vector<double> genuine;
  for (std::size_t i = 0; i < kFmrFaces; ++i)
    genuine.push_back(double{cosine(people[i], faces.face(i * SyntheticFaces::kFacesPerPerson + 1))});
  std::ranges::sort(genuine);
  bench.genuine_median = genuine[genuine.size() / 2];
  bench.genuine_4_pct = genuine[genuine.size() / 25];
}

struct Query {
  std::string name;
  std::span<const Embedding> probes;
  std::size_t batch;
  std::size_t limit;
  float cosine_min;
};

Result<SearchBench::Case> measure_case(const FaceIndex& index, const Query& query, std::size_t threads,
                                       double bytes_read) {
  SearchBench::Case out{.name = query.name, .threads = threads, .batch = query.batch, .bytes = bytes_read};
  std::vector<double> ms;
  std::size_t hits = 0;
  MIEN_TRY(const std::size_t rows, index.size(BenchStore::gallery()));
  const double enough_ms = kSecondsPerCase * 1e3 * std::min(1.0, static_cast<double>(rows) / 1e5);
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t round = 0; ms.size() < kRoundsMin || ms_since(began) < enough_ms; ++round) {
    const std::size_t first = round * query.batch % (query.probes.size() - query.batch + 1);
    const auto start = std::chrono::steady_clock::now();
    MIEN_TRY(const auto found, index.nearest(BenchStore::gallery(), query.probes.subspan(first, query.batch),
                                             query.limit, query.cosine_min));
    const double took = ms_since(start);
    if (round < kWarmRounds) continue;
    ms.push_back(took);
    for (const FaceIndex::Hits& each : found) hits += each.size();
  }
  out.hits_mean = static_cast<double>(hits) / static_cast<double>(ms.size() * query.batch);
  out.ms = spread_of(ms);
  return out;
}

struct Probes {
  std::vector<Embedding> mates;
  std::vector<Embedding> strangers;
};

Result<void> measure_queries(const FaceIndex& index, const Probes& probes, float cosine_min, std::size_t threads,
                             double bytes_read, SearchBench::Gallery& gallery) {
  const std::array queries{
      Query{"one known face, similarity 80 and more", probes.mates, 1, kMatches, cosine_min},
      Query{"one stranger, similarity 80 and more", probes.strangers, 1, kMatches, cosine_min},
      Query{"one known face, the best one", probes.mates, 1, 1, -1},
      Query{"one stranger, the best one", probes.strangers, 1, 1, -1},
      Query{"one stranger, the best ten", probes.strangers, 1, 10, -1},
      Query{"32 known faces, similarity 80 and more", probes.mates, kBatch, kMatches, cosine_min},
      Query{"32 strangers, the best ten", probes.strangers, kBatch, 10, -1},
  };
  for (const Query& query : queries) {
    MIEN_TRY(auto measured, measure_case(index, query, threads, bytes_read));
    gallery.cases.push_back(std::move(measured));
  }
  return {};
}

/// What is measured, of every size.
struct Subject {
  SyntheticFaces faces;
  float cosine_min;  ///< Of kThreshold.
  index_exact::Kernel kernel;
  std::filesystem::path scratch;
};

/// Starts from the segment, and checks that it was one and what it answers.
Result<std::unique_ptr<BenchIndex>> start_from_segment(BenchStore& store, const Subject& subject, std::size_t helpers,
                                                       std::size_t rows, const ExpectedAnswers& expected) {
  MIEN_TRY(auto started, BenchIndex::start(store, helpers, subject.kernel));
  if (started->how.from_copy != rows) return fail(ErrorCode::kInternal, "Wrong answer: the segment was not used.");
  MIEN_TRY_VOID(check_answers(started->index, expected));
  return started;
}

/// Starts by replaying the store, and writes the segment.
Result<void> measure_replay(BenchStore& store, const Subject& subject, std::size_t helpers,
                            const ExpectedAnswers& expected, double resident_before, SearchBench::Gallery& gallery) {
  MIEN_TRY(const auto replayed, BenchIndex::start(store, helpers, subject.kernel));
  gallery.replay_ms = replayed->start_ms;
  MIEN_TRY_VOID(check_answers(replayed->index, expected));
  gallery.resident_replay_mb = (resident_bytes() - resident_before) / 1e6;
  const auto began = std::chrono::steady_clock::now();
  MIEN_TRY_VOID(replayed->feed->save([] { return false; }));
  gallery.save_ms = ms_since(began);
  gallery.segment_mb = static_cast<double>(std::filesystem::file_size(store.index_folder() / "segment")) / 1e6;
  return {};
}

Result<SearchBench::Gallery> measure_gallery(const Subject& subject, std::size_t cores, std::size_t rows) {
  const std::size_t dimension = subject.faces.dimension();
  SearchBench::Gallery out{.faces = rows, .vectors_mb = static_cast<double>(rows * dimension) * 4e-6};
  ExpectedAnswers expected{.cosine_min = subject.cosine_min};
  Probes probes;
  for (std::size_t i = 0; i < 4 * kBatch; ++i) {
    probes.mates.push_back(subject.faces.mate(i, rows));
    probes.strangers.push_back(subject.faces.stranger(i));
    if (i >= kCheckedPairs) continue;
    expected.probes.push_back(probes.mates.back());
    expected.probes.push_back(probes.strangers.back());
  }
  out.checked_queries = static_cast<double>(expected.probes.size());
  std::fprintf(stderr, "mien: storing %zu faces ...\n", rows);
  MIEN_TRY(const auto store, BenchStore::make(subject.scratch, subject.faces, rows, expected));
  const double before = resident_bytes();
  MIEN_TRY_VOID(measure_replay(*store, subject, cores - 1, expected, before, out));
  const double bytes_read = static_cast<double>(rows * index_exact::scanned_bytes(dimension));
  {
    MIEN_TRY(const auto started, start_from_segment(*store, subject, cores - 1, rows, expected));
    out.segment_ms = started->start_ms;
    MIEN_TRY_VOID(measure_queries(started->index, probes, subject.cosine_min, cores, bytes_read, out));
    out.resident_segment_mb = (resident_bytes() - before) / 1e6;
  }
  if (cores == 1) return out;
  const bool cold = store->forget_segment();
  {
    MIEN_TRY(const auto started, start_from_segment(*store, subject, cores - 1, rows, expected));
    if (cold) out.segment_cold_ms = started->start_ms;
  }
  MIEN_TRY(const auto started, start_from_segment(*store, subject, 0, rows, expected));
  MIEN_TRY_VOID(measure_queries(started->index, probes, subject.cosine_min, 1, bytes_read, out));
  return out;
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

Result<void> measure_memory(SearchBench& bench) {
  MIEN_TRY(const MemoryPeak one, measure_memory_peak(1));
  MIEN_TRY(const MemoryPeak all, measure_memory_peak(bench.cores));
  bench.read_gbs_one = std::max(bench.read_gbs_one, one.read_gb_per_second);
  bench.read_gbs_all = std::max(bench.read_gbs_all, all.read_gb_per_second);
  return {};
}

Result<SearchBench> measure(const BenchSearchCommand& command) {
  SearchBench bench;
  bench.date = now_utc();
  bench.cpu = cpu_name();
  bench.features = cpu_vector_features();
  MIEN_TRY(const index_exact::Kernel kernel, kernel_of(command.kernel));
  bench.kernel = kernel.name;
  bench.cores = usable_cores();
  MIEN_TRY(const auto manifest, load_manifest(command.models));
  MIEN_TRY(const ModelPack pack, manifest.pack(command.models.pack));
  MIEN_TRY(const Calibration calibration, Calibration::from_knots(pack.calibration));
  bench.dimension = command.dimension == 0 ? pack.dimension() : command.dimension;
  MIEN_TRY_VOID(measure_memory(bench));
  const Subject subject{.faces = SyntheticFaces(bench.dimension),
                        .cosine_min = static_cast<float>(calibration.cosine_at(kThreshold)),
                        .kernel = kernel,
                        .scratch = command.scratch.empty() ? std::filesystem::temp_directory_path()
                                                           : std::filesystem::path(command.scratch)};
  measure_scores(subject.faces, calibration, bench);
  for (const std::size_t rows : command.faces) {
    MIEN_TRY(auto gallery, measure_gallery(subject, bench.cores, rows));
    bench.galleries.push_back(std::move(gallery));
  }
  // Memory that others use may be slow at one time and fast at another: the ceiling is the better of two looks.
  MIEN_TRY_VOID(measure_memory(bench));
  return bench;
}

}  // namespace

int bench_search(const BenchSearchCommand& command) {
  const auto bench = measure(command);
  if (!bench) return report(bench.error());
  return publish(to_text(*bench), to_json(*bench), command.json_file);
}

}  // namespace mien::cli
