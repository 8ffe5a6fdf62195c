#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <vector>

#include "bench/core_peak.h"
#include "bench/http_report.h"
#include "bench/metrics_text.h"
#include "bench/spread.h"
#include "bench/synthetic_faces.h"
#include "bench/temp_folder.h"

namespace mien::cli {
namespace {

TEST(Latency, IsTheNearestRankAndInventsNoValue) {
  std::vector<double> values(200);
  std::iota(values.begin(), values.end(), 1.0);
  const Latency latency = Latency::of(values);
  EXPECT_EQ(latency.p50, 100);
  EXPECT_EQ(latency.p90, 180);
  EXPECT_EQ(latency.p99, 198);
  EXPECT_EQ(latency.max, 200);
  EXPECT_EQ(Latency::of({7}).p99, 7);
  EXPECT_EQ(Latency::of({}).max, 0);
}

TEST(MetricsText, GivesWhatHappenedBetweenTwoLooks) {
  const MetricsText before("# HELP a b\na_sum{stage=\"x\"} 1.5\na_count{stage=\"x\"} 10\n");
  const MetricsText after(
      "a_sum{stage=\"x\"} 2\na_count{stage=\"x\"} 20\na_sum{stage=\"new\"} 1\na_count{stage=\"new\"} 4");
  EXPECT_DOUBLE_EQ(after.mean_ms_since(before, "a", "stage=\"x\""), 50);
  EXPECT_DOUBLE_EQ(after.mean_ms_since(before, "a", "stage=\"new\""), 250);
  EXPECT_EQ(after.mean_ms_since(before, "a", "stage=\"none\""), 0);
}

TEST(SyntheticFaces, SpreadAsRealOnesDo) {
  const SyntheticFaces faces(384);
  double squares = 0;
  std::size_t strangers = 0;
  double same = 0;
  std::vector<Embedding> all;
  constexpr std::size_t kStep = SyntheticFaces::kFacesPerPerson;
  for (std::uint64_t i = 0; i < 100 * kStep; ++i) all.push_back(faces.face(i));
  for (std::size_t a = 0; a < all.size(); a += kStep) {
    same += double{cosine(all[a], all[a + 1])};
    for (std::size_t b = a + kStep; b < all.size(); b += kStep) {
      squares += std::pow(double{cosine(all[a], all[b])}, 2);
      ++strangers;
    }
  }
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(strangers)), 0.1, 0.02);
  EXPECT_NEAR(same / 100, 0.7, 0.05);
  // No component is left out: what an index makes of small numbers must not be easier than with real ones.
  std::vector<double> power(384);
  for (const Embedding& e : all)
    for (std::size_t i = 0; i < 384; ++i) power[i] += std::pow(double{e.values()[i]}, 2) / 400;
  EXPECT_GT(std::ranges::min(power), 0.1 / 384);
  EXPECT_LT(std::ranges::max(power), 10.0 / 384);
}

TEST(SyntheticFaces, AreTheSameForTheSameNumber) {
  EXPECT_EQ(SyntheticFaces(96).face(7), SyntheticFaces(96).face(7));
  EXPECT_NE(SyntheticFaces(96).face(7), SyntheticFaces(96).face(8));
  EXPECT_EQ(SyntheticFaces::key(7), SyntheticFaces::key(7));
  EXPECT_NE(SyntheticFaces::key(7), SyntheticFaces::key(8));
}

TEST(TempFolder, GoesWithAllThatIsInIt) {
  std::filesystem::path path;
  {
    auto folder = TempFolder::make(TempFolder::system_parent(), "mien-test-");
    ASSERT_TRUE(folder);
    path = folder->path();
    std::filesystem::create_directories(path / "a" / "b");
    std::ofstream(path / "a" / "file") << "x";
    const TempFolder moved = *std::move(folder);
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Spread, IsOfTheValuesInTheirOrder) {
  std::vector<double> values{5, 1, 4, 2};
  const Spread even = spread_of(values);
  EXPECT_EQ(even.min, 1);
  EXPECT_EQ(even.median, 3);
  EXPECT_EQ(even.p95, 5);
  values = {7, 3, 5};
  EXPECT_EQ(spread_of(values).median, 5);
  values = {2};
  EXPECT_EQ(spread_of(values).p95, 2);
  values.resize(200);
  std::iota(values.begin(), values.end(), 1.0);
  EXPECT_EQ(spread_of(values).p95, 191);
}

TEST(CorePeak, CountsRightly) {
  // The sums of small numbers are checked inside: a wrong one stops the process.
  for (const auto& peak : {measure_fp32_peak(), measure_int8_peak(), measure_bf16_peak()}) {
    EXPECT_GT(peak ? peak->gops : 1, 0.1) << (peak ? peak->instructions : "");
  }
}

}  // namespace
}  // namespace mien::cli
