#include "adapters/index_exact/search.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <numeric>
#include <utility>

#include "adapters/index_exact/quantize.h"
#include "adapters/index_exact/top_rows.h"

namespace mien::index_exact {
namespace {

constexpr std::size_t kProbesAtOnce = 32;         ///< Share one pass over the rows.
constexpr std::size_t kPartChunks = 4;            ///< What a thread takes at a time: some tens of microseconds.
constexpr std::size_t kSharedBytesMin = 1 << 24;  ///< Integers below this are scanned sooner than a helper wakes up.

/// The integers of up to kProbesAtOnce probes.
class QuantisedProbes {
 public:
  QuantisedProbes(std::span<const Embedding> probes, std::size_t dimension)
      : levels_(probes.size() * padded_width(dimension)) {
    const std::size_t width = padded_width(dimension);
    for (std::size_t i = 0; i < probes.size(); ++i) {
      const auto levels = std::span(levels_).subspan(i * width, width);
      const Quantised made = quantise(probes[i].values(), levels.first(dimension));
      const std::int32_t sum = std::accumulate(levels.begin(), levels.end(), std::int32_t{0});
      queries_.push_back({levels.data(), sum, made.scale, made.norm, kNormMax * made.residual + kRoundingSlack});
    }
  }
  std::span<const ScanQuery> queries() const { return queries_; }

 private:
  std::vector<std::int8_t> levels_;
  std::vector<ScanQuery> queries_;
};

/// One pass of some probes over a snapshot, shared by several threads. Each collects for itself; what they tell each
/// other is only how good a row must be by now.
class Pass {
 public:
  Pass(const Snapshot& snapshot, std::span<const Embedding> probes, SearchOptions options, const Kernel& kernel)
      : snapshot_(snapshot),
        probes_(probes),
        options_(options),
        kernel_(kernel),
        quantised_(probes, snapshot.dimension),
        floors_(probes.size()) {
    for (auto& floor : floors_) floor = options.cosine_min;
  }

  std::vector<FaceIndex::Hits> run(Crew& crew) {
    const bool shared = crew.helpers() != 0 && bytes() >= kSharedBytesMin;
    collected_.resize(shared ? crew.helpers() + 1 : 1);
    const auto work = [&](std::size_t participant) { take_parts(participant, crew); };
    if (shared) {
      crew.share(work);
    } else {
      crew.alone(work);
    }
    if (failed_) throw std::bad_alloc();
    return merged();
  }

 private:
  using Collected = std::vector<TopRows>;  ///< One for each probe.

  std::size_t bytes() const { return snapshot_.rows * snapshot_.dimension * probes_.size(); }

  void take_parts(std::size_t participant, Crew& crew) {
    try {
      Collected tops;
      for (const Embedding& probe : probes_)
        tops.emplace_back(snapshot_, probe.values(), options_.limit, options_.cosine_min);
      const auto found = std::make_unique_for_overwrite<Found[]>(probes_.size() * kChunkRows);
      const std::size_t chunks = snapshot_.chunks->size();
      while (!failed_ && !(participant != 0 && crew.crowded())) {
        const std::size_t first = next_chunk_.fetch_add(kPartChunks);
        if (first >= chunks) break;
        for (std::size_t chunk = first; chunk < std::min(first + kPartChunks, chunks); ++chunk)
          scan(chunk, tops, found.get());
      }
      collected_[participant] = std::move(tops);
    } catch (const std::bad_alloc&) {
      failed_ = true;
    }
  }

  void scan(std::size_t chunk, Collected& tops, Found* found) {
    const std::size_t rows = snapshot_.rows_of_chunk(chunk);
    const PackedRows packed = (*snapshot_.chunks)[chunk]->packed(rows);
    float floors[kProbesAtOnce];
    std::size_t counts[kProbesAtOnce];
    for (std::size_t i = 0; i < tops.size(); ++i) {
      tops[i].raise_floor(floors_[i].load(std::memory_order_relaxed));
      // No cosine is below -1, but the sum before clamping may be: at that floor every row counts.
      floors[i] = tops[i].floor() <= -1 ? -std::numeric_limits<float>::infinity() : tops[i].floor();
    }
    kernel_.scan(packed, quantised_.queries(), floors, found, counts);
    for (std::size_t i = 0; i < tops.size(); ++i) {
      if (counts[i] != 0) tops[i].add(chunk, {found + i * kChunkRows, counts[i]}, quantised_.queries()[i]);
      if (packed.blocks * kBlockRows != rows) tops[i].add_unpacked(chunk, packed.blocks * kBlockRows, rows);
      tell_floor(floors_[i], tops[i].floor());
    }
  }

  static void tell_floor(std::atomic<float>& shared, float floor) {
    float known = shared.load(std::memory_order_relaxed);
    while (known < floor && !shared.compare_exchange_weak(known, floor, std::memory_order_relaxed)) {
    }
  }

  std::vector<FaceIndex::Hits> merged() {
    Collected& all = collected_.front();
    std::vector<FaceIndex::Hits> answers;
    answers.reserve(probes_.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t other = 1; other < collected_.size(); ++other)
        if (!collected_[other].empty()) all[i].merge(std::move(collected_[other][i]));
      answers.push_back(all[i].finish());
    }
    return answers;
  }

  const Snapshot& snapshot_;
  std::span<const Embedding> probes_;
  SearchOptions options_;
  const Kernel& kernel_;
  QuantisedProbes quantised_;
  std::vector<std::atomic<float>> floors_;
  std::vector<Collected> collected_;  ///< Each participant writes its own element only.
  std::atomic<std::size_t> next_chunk_ = 0;
  std::atomic<bool> failed_ = false;
};

}  // namespace

std::vector<FaceIndex::Hits> search(const Snapshot& snapshot, std::span<const Embedding> probes, SearchOptions options,
                                    const Kernel& kernel, Crew& crew) {
  options.limit = std::min(options.limit, snapshot.rows);
  std::vector<FaceIndex::Hits> answers;
  answers.reserve(probes.size());
  while (!probes.empty()) {
    const auto some = probes.first(std::min(kProbesAtOnce, probes.size()));
    std::ranges::move(Pass(snapshot, some, options, kernel).run(crew), std::back_inserter(answers));
    probes = probes.subspan(some.size());
  }
  return answers;
}

}  // namespace mien::index_exact
