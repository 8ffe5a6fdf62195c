// Times exact search over clustered unit vectors of 384 dimensions. Sizes: 100,000 rows; with MIEN_BENCH_FULL=1 a
// million as well; MIEN_BENCH_ROWS=n for n rows only. Each gallery is first checked against brute force. The counters
// `GB/s` count the bytes that the integer scan reads first and compare with the Stream benchmarks of the same run.
#include <benchmark/benchmark.h>
#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "bench/random.h"

namespace {

using mien::CollectionId;
using mien::Embedding;
using mien::FaceIndex;
using mien::GalleryId;
using mien::GalleryKind;
using mien::Uuid;
using mien::index_exact::ExactIndex;
using mien::index_exact::Kernel;

constexpr std::size_t kDimension = 384;
constexpr std::size_t kFacesPerCluster = 10;
constexpr std::size_t kBatch = 32;
constexpr std::size_t kHitsMax = 10;
constexpr float kCosineMin = 0.3F;
constexpr float kNoMinimum = -1;

using mien::cli::Random;

Embedding vector_of(std::uint64_t row) {
  Random centre(0xC0FFEE + row / kFacesPerCluster);
  Random own(0xFACE0000000 + row);
  std::vector<float> raw(kDimension);
  for (float& v : raw) v = centre.normal() + 0.8F * own.normal();
  return Embedding::normalized(raw).value();
}

Uuid key_of(std::uint64_t row) {
  Random random(row);
  const std::uint64_t words[2] = {random.next(), random.next()};
  return std::bit_cast<Uuid>(words);
}

GalleryId gallery() { return {CollectionId::parse("bench").value(), GalleryKind::kFaces}; }

std::vector<Embedding> probes_of(std::size_t rows) {
  std::vector<Embedding> probes;  // Another picture of somebody who is there.
  for (std::size_t i = 0; i < kBatch; ++i) {
    const std::size_t cluster = Random(i).next() % std::max<std::size_t>(rows / kFacesPerCluster, 1);
    Random centre(0xC0FFEE + cluster);
    Random own(0xABCDEF00 + i);
    std::vector<float> raw(kDimension);
    for (float& v : raw) v = centre.normal() + 0.8F * own.normal();
    probes.push_back(Embedding::normalized(raw).value());
  }
  return probes;
}

std::unique_ptr<ExactIndex> filled(std::size_t rows, std::size_t helpers, const Kernel& kernel) {
  auto index = std::make_unique<ExactIndex>(helpers, kernel);
  constexpr std::size_t kStep = 10'000;
  for (std::size_t first = 0; first < rows; first += kStep) {
    std::vector<FaceIndex::Entry> entries;
    for (std::size_t row = first; row < std::min(first + kStep, rows); ++row)
      entries.push_back({key_of(row), vector_of(row)});
    if (!index->upsert(gallery(), entries)) std::abort();
  }
  return index;
}

bool check(const ExactIndex& index, std::size_t rows) {
  const auto probes = probes_of(rows);
  const std::span<const Embedding> sample(probes.data(), 3);
  std::vector<FaceIndex::Hits> expected(sample.size());
  for (std::size_t row = 0; row < rows; ++row) {
    const Embedding vector = vector_of(row);
    for (std::size_t i = 0; i < sample.size(); ++i)
      expected[i].push_back({key_of(row), mien::cosine(vector, sample[i])});
  }
  for (auto& hits : expected) {
    std::ranges::sort(
        hits, [](const auto& a, const auto& b) { return a.cosine != b.cosine ? a.cosine > b.cosine : a.key < b.key; });
    hits.resize(std::min(hits.size(), kHitsMax));
  }
  const auto found = index.nearest(gallery(), sample, kHitsMax, kNoMinimum);
  return found && *found == expected;
}

/// One index at a time is kept: a million rows take 2 GB.
struct Current {
  std::size_t rows = 0;
  std::size_t helpers = 0;
  std::string kernel{};
  std::unique_ptr<ExactIndex> index{};
};

struct Case {
  std::size_t rows;
  std::size_t helpers;
  Kernel kernel;
  std::size_t batch;
  std::size_t limit;
  float cosine_min;
};

void search(benchmark::State& state, const Case& what, Current& current) {
  if (current.rows != what.rows || current.helpers != what.helpers || current.kernel != what.kernel.name) {
    current = {};
    current = {what.rows, what.helpers, std::string(what.kernel.name), filled(what.rows, what.helpers, what.kernel)};
    if (!check(*current.index, what.rows)) {
      std::fputs("The index and brute force disagree.\n", stderr);
      std::exit(1);
    }
  }
  const auto probes = probes_of(what.rows);
  std::size_t next = 0;
  for (auto _ : state) {
    const std::size_t first = what.batch == 1 ? next++ % probes.size() : 0;
    auto found =
        current.index->nearest(gallery(), std::span(probes).subspan(first, what.batch), what.limit, what.cosine_min);
    if (!found) state.SkipWithError("nearest() failed");
    benchmark::DoNotOptimize(found);
  }
  const auto calls = static_cast<double>(state.iterations());
  state.counters["GB/s"] =
      benchmark::Counter(calls * static_cast<double>(what.rows * mien::index_exact::scanned_bytes(kDimension)) / 1e9,
                         benchmark::Counter::kIsRate);
  state.counters["per_query"] = benchmark::Counter(calls * static_cast<double>(what.batch),
                                                   benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// What the memory gives to plain reading and to memcpy with some threads: the ceiling of a scan.
void stream(benchmark::State& state, std::size_t threads, bool copy) {
  constexpr std::size_t kBytes = 256 << 20;
  const std::vector<std::uint64_t> from(kBytes / 8, 1);
  std::vector<std::uint64_t> to(copy ? from.size() : 0);
  for (auto _ : state) {
    std::vector<std::thread> team;
    for (std::size_t t = 0; t < threads; ++t)
      team.emplace_back([&, t] {
        const std::size_t part = from.size() / threads;
        const std::uint64_t* words = from.data() + t * part;
        if (copy) {
          std::memcpy(to.data() + t * part, words, part * 8);
          return;
        }
        std::uint64_t sums[32] = {};
        for (std::size_t i = 0; i + 32 <= part; i += 32)
          for (std::size_t j = 0; j < 32; ++j) sums[j] += words[i + j];
        benchmark::DoNotOptimize(sums);
      });
    for (auto& each : team) each.join();
  }
  state.counters["GB/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * kBytes * (copy ? 2 : 1) / 1e9,
                                              benchmark::Counter::kIsRate);
}

std::vector<std::size_t> sizes() {
  if (const char* rows = std::getenv("MIEN_BENCH_ROWS")) return {std::strtoull(rows, nullptr, 10)};
  if (const char* full = std::getenv("MIEN_BENCH_FULL"); full != nullptr && *full == '1') return {100'000, 1'000'000};
  return {100'000};
}

void add_case(const std::string& name, const Case& what, Current& current) {
  const std::string full = name + "/" + std::to_string(what.rows) + "/" + std::string(what.kernel.name) +
                           "/threads:" + std::to_string(what.helpers + 1);
  benchmark::RegisterBenchmark(full.c_str(),
                               [what, &current](benchmark::State& state) { search(state, what, current); })
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime();
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  Current current;
  for (const std::size_t threads : {std::size_t{1}, cores})
    for (const bool copy : {false, true})
      benchmark::RegisterBenchmark(
          (std::string("Stream/") + (copy ? "memcpy" : "read") + "/threads:" + std::to_string(threads)).c_str(),
          [=](benchmark::State& state) { stream(state, threads, copy); })
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
  auto kernels = mien::index_exact::available_kernels();
  std::ranges::reverse(kernels);
  for (const std::size_t rows : sizes())
    for (const Kernel& kernel : kernels)
      for (const std::size_t helpers : {cores - 1, std::size_t{0}}) {
        if (helpers == 0 && (cores == 1 || kernel.name != kernels.front().name)) continue;
        add_case("One", {rows, helpers, kernel, 1, kHitsMax, kCosineMin}, current);
        add_case("Batch32", {rows, helpers, kernel, kBatch, kHitsMax, kCosineMin}, current);
        if (kernel.name != kernels.front().name) continue;
        add_case("OneBest10", {rows, helpers, kernel, 1, kHitsMax, kNoMinimum}, current);
        add_case("OneBest4096", {rows, helpers, kernel, 1, 4096, kNoMinimum}, current);
      }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
