#include "bench/search_run.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bench/clock.h"
#include "bench/search_gallery.h"

namespace mien::cli {
namespace {

constexpr std::size_t kBatch = 32;
constexpr std::size_t kCheckedPairs = 6;  ///< Of each kind of probe; every face is compared with each of them.
constexpr std::size_t kMatches = 80;      ///< Rekognition's default of MaxFaces.
constexpr std::size_t kWarmRounds = 3;
constexpr double kSecondsPerCase = 2;  ///< Of a gallery of 100,000 and more; less for smaller ones.
constexpr std::size_t kRoundsMin = 15;

struct Query {
  std::string name;
  std::span<const Embedding> probes;
  std::size_t batch;
  std::size_t limit;
  float cosine_min;
};

class GalleryRun {
 public:
  GalleryRun(const SearchSubject& subject, std::size_t rows, const CaughtSignals& stop)
      : subject_(subject), stop_(stop), rows_(rows), expected_{.cosine_min = subject.cosine_min} {
    const std::size_t dimension = subject.faces.dimension();
    out_.faces = rows;
    out_.vectors_mb = static_cast<double>(rows * dimension) * 4e-6;
    bytes_read_ = static_cast<double>(rows * index_exact::scanned_bytes(dimension));
  }

  Result<SearchBench::Gallery> run() {
    choose_probes();
    std::fprintf(stderr, "mien: storing %zu faces ...\n", rows_);
    MIEN_TRY(store_, BenchStore::make(subject_.scratch, subject_.faces, rows_, stop_, expected_));
    resident_before_ = resident_bytes();
    MIEN_TRY_VOID(measure_replay());
    MIEN_TRY_VOID(measure_segment());
    MIEN_TRY_VOID(measure_cold_start());
    if (subject_.cores > 1) MIEN_TRY_VOID(measure_one_thread());
    return std::move(out_);
  }

 private:
  void choose_probes() {
    for (std::size_t i = 0; i < 4 * kBatch; ++i) {
      mates_.push_back(subject_.faces.mate(i, rows_));
      strangers_.push_back(subject_.faces.stranger(i));
      if (i >= kCheckedPairs) continue;
      expected_.probes.push_back(mates_.back());
      expected_.probes.push_back(strangers_.back());
    }
    out_.checked_queries = static_cast<double>(expected_.probes.size());
  }

  double resident_mb() const { return (resident_bytes() - resident_before_) / 1e6; }

  /// An index that searches with so many threads, once its answers were found to be right.
  Result<std::unique_ptr<BenchIndex>> start(std::size_t threads) {
    MIEN_TRY_VOID(stop_.check());
    MIEN_TRY(auto started, BenchIndex::start({*store_, subject_.kernel, stop_}, threads - 1));
    MIEN_TRY_VOID(check_answers(started->index, expected_));
    return started;
  }
  Result<std::unique_ptr<BenchIndex>> start_from_segment(std::size_t threads) {
    MIEN_TRY(auto started, start(threads));
    if (started->how.from_checkpoint != rows_)
      return fail(ErrorCode::kInternal, "Wrong answer: the segment was not used.");
    return started;
  }

  /// Starts by replaying the store, and writes the segment.
  Result<void> measure_replay() {
    MIEN_TRY(const auto replayed, start(subject_.cores));
    out_.replay_ms = replayed->start_ms;
    out_.resident_replay_mb = resident_mb();
    const auto began = std::chrono::steady_clock::now();
    const auto saved = replayed->feed->save([this] { return stop_.came(); });
    MIEN_TRY_VOID(stop_.check());  // That is what gave it up.
    MIEN_TRY_VOID(saved);
    out_.save_ms = ms_since(began);
    out_.segment_mb = static_cast<double>(std::filesystem::file_size(store_->index_folder() / "segment")) / 1e6;
    return {};
  }

  Result<void> measure_segment() {
    MIEN_TRY(const auto started, start_from_segment(subject_.cores));
    out_.segment_ms = started->start_ms;
    MIEN_TRY_VOID(measure_queries(started->index, subject_.cores));
    out_.resident_segment_mb = resident_mb();
    return {};
  }

  Result<void> measure_cold_start() {
    if (!store_->forget_segment()) return {};
    MIEN_TRY(const auto started, start_from_segment(subject_.cores));
    out_.segment_cold_ms = started->start_ms;
    return {};
  }

  Result<void> measure_one_thread() {
    MIEN_TRY(const auto started, start_from_segment(1));
    return measure_queries(started->index, 1);
  }

  Result<void> measure_queries(const FaceIndex& index, std::size_t threads) {
    const float cosine_min = subject_.cosine_min;
    const std::array queries{
        Query{"one known face, similarity 80 and more", mates_, 1, kMatches, cosine_min},
        Query{"one stranger, similarity 80 and more", strangers_, 1, kMatches, cosine_min},
        Query{"one known face, the best one", mates_, 1, 1, -1},
        Query{"one stranger, the best one", strangers_, 1, 1, -1},
        Query{"one stranger, the best ten", strangers_, 1, 10, -1},
        Query{"32 known faces, similarity 80 and more", mates_, kBatch, kMatches, cosine_min},
        Query{"32 strangers, the best ten", strangers_, kBatch, 10, -1},
    };
    for (const Query& query : queries) {
      MIEN_TRY(auto measured, measure_case(index, query));
      measured.threads = threads;
      out_.cases.push_back(std::move(measured));
    }
    return {};
  }

  Result<SearchBench::Case> measure_case(const FaceIndex& index, const Query& query) const {
    SearchBench::Case out{.name = query.name, .batch = query.batch, .bytes = bytes_read_};
    std::vector<double> ms;
    std::size_t hits = 0;
    const double enough_ms = kSecondsPerCase * 1e3 * std::min(1.0, static_cast<double>(rows_) / 1e5);
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t round = 0; ms.size() < kRoundsMin || ms_since(began) < enough_ms; ++round) {
      MIEN_TRY_VOID(stop_.check());
      const std::size_t first = round * query.batch % (query.probes.size() - query.batch + 1);
      const auto called = std::chrono::steady_clock::now();
      MIEN_TRY(const auto found, index.nearest(BenchStore::gallery(), query.probes.subspan(first, query.batch),
                                               query.limit, query.cosine_min));
      const double took = ms_since(called);
      if (round < kWarmRounds) continue;
      ms.push_back(took);
      for (const FaceIndex::Hits& each : found) hits += each.size();
    }
    out.hits_mean = static_cast<double>(hits) / static_cast<double>(ms.size() * query.batch);
    out.ms = spread_of(ms);
    return out;
  }

  const SearchSubject& subject_;
  const CaughtSignals& stop_;
  const std::size_t rows_;
  ExpectedAnswers expected_;
  std::vector<Embedding> mates_;
  std::vector<Embedding> strangers_;
  double bytes_read_ = 0;  ///< That the first pass of a call has to read.
  std::unique_ptr<BenchStore> store_;
  double resident_before_ = 0;  ///< Any index.
  SearchBench::Gallery out_;
};

}  // namespace

Result<SearchBench::Gallery> measure_gallery(const SearchSubject& subject, std::size_t rows,
                                             const CaughtSignals& stop) {
  return GalleryRun(subject, rows, stop).run();
}

}  // namespace mien::cli
