#include "bench/memory_peak.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <thread>
#include <vector>

#include "cpu.h"

namespace mien::cli {
namespace {

using Word = std::uint64_t;
constexpr int kPasses = 7;
constexpr std::size_t kMega = 1024 * 1024;
constexpr std::size_t kLanes =
    16;  ///< Sums side by side: few enough for registers, enough that loads do not wait for additions.

Word sum_of(std::span<const Word> words) {
  Word sums[kLanes] = {};
  for (std::size_t i = 0; i + kLanes <= words.size(); i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += words[i + lane];
  Word all = 0;
  for (const Word sum : sums) all += sum;
  return all;
}

/// Adding a number that the compiler does not know keeps this a loop of loads and stores: it would make a call of
/// memcpy of a plain copy, whose stores go around the caches.
void copy_adding(std::span<const Word> from, std::span<Word> to, Word more) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i] + more;
}

/// Seconds of the fastest of some passes in which all threads do their part at once.
template <class Part>
double best_seconds(std::size_t threads, const Part& part) {
  double best = 1e9;
  auto start = std::chrono::steady_clock::now();
  int phase = 0;
  const auto between = [&]() noexcept {  // All are here: a pass begins, or has ended.
    const auto now = std::chrono::steady_clock::now();
    if (phase++ % 2 == 1) best = std::min(best, std::chrono::duration<double>(now - start).count());
    start = std::chrono::steady_clock::now();
  };
  std::barrier meet(static_cast<std::ptrdiff_t>(threads), between);
  {
    std::vector<std::jthread> team;
    for (std::size_t t = 0; t < threads; ++t)
      team.emplace_back([&, t] {
        for (int pass = 0; pass < kPasses; ++pass) {
          meet.arrive_and_wait();
          part(t);
          meet.arrive_and_wait();
        }
      });
  }
  return best;
}

}  // namespace

std::size_t memory_peak_bytes() {
  std::size_t largest = 0;
  for (const CpuCache& cache : cpu_caches()) largest = std::max(largest, cache.bytes);
  return std::clamp(4 * largest, 256 * kMega, 1024 * kMega);
}

Result<MemoryPeak> measure_memory_peak(std::size_t threads) {
  const std::size_t part = memory_peak_bytes() / sizeof(Word) / threads / kLanes * kLanes;
  const std::size_t words = part * threads;
  const std::unique_ptr<Word[]> from(new (std::nothrow) Word[words]);
  const std::unique_ptr<Word[]> to(new (std::nothrow) Word[words]);
  if (!from || !to) return fail(ErrorCode::kUnavailable, "There is not enough memory to measure it.");
  std::fill_n(from.get(), words, Word{1});
  std::fill_n(to.get(), words, Word{0});  // Every page is there before the clock runs.
  const auto mine = [&](Word* all, std::size_t t) { return std::span(all + t * part, part); };

  std::vector<Word> sums(threads);
  const double read_seconds = best_seconds(threads, [&](std::size_t t) { sums[t] = sum_of(mine(from.get(), t)); });
  const volatile Word more = 41;
  const double copy_seconds =
      best_seconds(threads, [&](std::size_t t) { copy_adding(mine(from.get(), t), mine(to.get(), t), more); });
  for (const Word sum : sums) MIEN_CHECK(sum == part);
  MIEN_CHECK(std::all_of(to.get(), to.get() + words, [](Word word) { return word == 42; }));
  const double gigabytes = static_cast<double>(words * sizeof(Word)) / 1e9;
  return MemoryPeak{gigabytes / read_seconds, 2 * gigabytes / copy_seconds};
}

}  // namespace mien::cli
