#include "bandwidth_peak.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace mien::cli {
namespace {

constexpr std::size_t kBytes = std::size_t{512} << 20;
constexpr int kPasses = 9;

/// Sums in many lanes, so that the compiler makes wide loads of it and no addition waits for another.
std::uint64_t sum_of(const std::uint64_t* words, std::size_t count) {
  constexpr std::size_t kLanes = 32;
  std::uint64_t sums[kLanes] = {};
  for (std::size_t i = 0; i + kLanes <= count; i += kLanes)
    for (std::size_t j = 0; j < kLanes; ++j) sums[j] += words[i + j];
  std::uint64_t all = 0;
  for (const std::uint64_t sum : sums) all += sum;
  return all;
}

}  // namespace

double measure_read_bandwidth_gbs(std::size_t threads) {
  const std::vector<std::uint64_t> words(kBytes / sizeof(std::uint64_t), 1);
  const std::size_t part = words.size() / threads;
  volatile std::uint64_t keep = 0;
  double best_seconds = 1e9;
  for (int pass = 0; pass < kPasses; ++pass) {
    std::vector<std::uint64_t> sums(threads);
    const auto start = std::chrono::steady_clock::now();
    {
      std::vector<std::jthread> team;
      for (std::size_t t = 1; t < threads; ++t)
        team.emplace_back([&, t] { sums[t] = sum_of(words.data() + t * part, part); });
      sums[0] = sum_of(words.data(), part);
    }
    best_seconds =
        std::min(best_seconds, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    for (const std::uint64_t sum : sums) keep = keep + sum;
  }
  return static_cast<double>(part * threads * sizeof(std::uint64_t)) / best_seconds / 1e9;
}

}  // namespace mien::cli
