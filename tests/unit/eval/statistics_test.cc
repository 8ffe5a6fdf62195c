#include "app/eval/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "app/eval/roc_svg.h"

namespace mien::app::eval {
namespace {

TEST(RateOf, HasWilsonsInterval) {
  const Rate half = rate_of(5, 10);
  EXPECT_DOUBLE_EQ(half.value, 0.5);
  EXPECT_NEAR(half.low, 0.2366, 1e-4);
  EXPECT_NEAR(half.high, 0.7634, 1e-4);
  const Rate none = rate_of(0, 100);
  EXPECT_EQ(none.value, 0);
  EXPECT_NEAR(none.low, 0, 1e-12);
  EXPECT_NEAR(none.high, 0.0370, 1e-4);
  const Rate all = rate_of(100, 100);
  EXPECT_NEAR(all.low, 0.9630, 1e-4);
  EXPECT_LE(all.high, 1);
  EXPECT_EQ(rate_of(0, 0).high, 0);
}

TEST(OperatingPoint, LetsInAsManyImpostorsAsTheRateAllows) {
  const std::vector<float> genuine{0.9F, 0.8F, 0.7F, 0.35F};
  const std::vector<float> impostor{0.6F, 0.4F, 0.3F, 0.2F, 0.1F, 0, -0.1F, -0.2F, -0.3F, -0.4F};
  const auto strictest = operating_point(genuine, impostor, 1e-6);
  EXPECT_FLOAT_EQ(strictest.threshold, 0.6F);  // Above every impostor.
  EXPECT_DOUBLE_EQ(strictest.tar.value, 0.75);
  const auto one_in_ten = operating_point(genuine, impostor, 0.1);
  EXPECT_FLOAT_EQ(one_in_ten.threshold, 0.4F);
  EXPECT_DOUBLE_EQ(one_in_ten.tar.value, 0.75);
  const auto two_in_ten = operating_point(genuine, impostor, 0.2);
  EXPECT_FLOAT_EQ(two_in_ten.threshold, 0.3F);
  EXPECT_DOUBLE_EQ(two_in_ten.tar.value, 1);
  EXPECT_DOUBLE_EQ(operating_point(genuine, impostor, 1).tar.value, 1);
}

TEST(OperatingPoint, DoesNotCountScoresThatEqualTheThreshold) {
  const std::vector<float> genuine{0.5F, 0.5F, 0.4F};
  const std::vector<float> impostor{0.5F, 0.1F};
  EXPECT_DOUBLE_EQ(operating_point(genuine, impostor, 0.01).tar.value, 0);
}

TEST(OperatingPoint, NeverLetsInMoreThanAllowed) {
  const unsigned seed = 41;
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> impostor(1 + random() % 300);
    for (float& v : impostor) v = static_cast<float>(random() % 50) / 50;  // Many ties.
    std::ranges::sort(impostor, std::greater{});
    const double fmr = std::pow(10, -static_cast<double>(random() % 4));
    const float threshold = operating_point({}, impostor, fmr).threshold;
    const auto accepted = std::ranges::count_if(impostor, [&](float v) { return v > threshold; });
    ASSERT_LE(static_cast<double>(accepted), fmr * static_cast<double>(impostor.size())) << "seed " << seed;
  }
}

TEST(EqualErrorRate, IsWhereBothErrorsMeet) {
  EXPECT_DOUBLE_EQ(equal_error_rate(std::vector<float>{0.9F, 0.8F}, std::vector<float>{0.2F, 0.1F}), 0);
  // One of four genuine below, one of four impostors above.
  EXPECT_DOUBLE_EQ(
      equal_error_rate(std::vector<float>{0.9F, 0.8F, 0.7F, 0.2F}, std::vector<float>{0.5F, 0.1F, 0, -0.1F}), 0.25);
  // One genuine score of ten far below most impostors: any threshold above those errs by no more than that one.
  std::vector<float> impostor(100, 0.1F);
  EXPECT_DOUBLE_EQ(
      equal_error_rate(std::vector<float>{0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, -0.5F}, impostor), 0.1);
  EXPECT_DOUBLE_EQ(equal_error_rate({}, std::vector<float>{1}), 0);
}

TEST(EqualErrorRate, OfTwoNormalsIsTheirOverlap) {
  std::mt19937 random(43);
  std::normal_distribution<float> normal;
  std::vector<float> genuine(20'000), impostor(20'000);
  for (float& v : genuine) v = 3 + normal(random);
  for (float& v : impostor) v = normal(random);
  for (float& v : genuine) v /= 10;  // Scores are cosines.
  for (float& v : impostor) v /= 10;
  std::ranges::sort(genuine, std::greater{});
  std::ranges::sort(impostor, std::greater{});
  EXPECT_NEAR(equal_error_rate(genuine, impostor), 0.0668, 0.004);  // P(N > 1.5).
}

TEST(AccuracyOf, FindsTheBestThreshold) {
  const std::vector<LabelledScore> pairs{{0.9F, true}, {0.6F, true}, {0.5F, false}, {0.4F, true}, {0.1F, false}};
  const Accuracy a = accuracy_of(pairs);
  EXPECT_DOUBLE_EQ(a.best, 0.8);
  EXPECT_DOUBLE_EQ(a.mean, 0.8);
  EXPECT_EQ(a.deviation, 0);
  EXPECT_EQ(accuracy_of({}).best, 0);
}

TEST(AccuracyOf, CanRefuseOrAcceptEverything) {
  EXPECT_DOUBLE_EQ(accuracy_of(std::vector<LabelledScore>{{0.9F, false}, {0.1F, false}}).best, 1);
  EXPECT_DOUBLE_EQ(accuracy_of(std::vector<LabelledScore>{{0.9F, true}, {0.1F, true}}).best, 1);
}

TEST(AccuracyOf, JudgesEachFoldAtTheThresholdOfTheOthers) {
  // Fold 0 is split at 0.5, fold 1 at 0.2: each is half right at the other's threshold.
  const std::vector<LabelledScore> pairs{{0.6F, true, 0}, {0.4F, false, 0}, {0.3F, true, 1}, {0.1F, false, 1}};
  const Accuracy a = accuracy_of(pairs);
  EXPECT_DOUBLE_EQ(a.best, 0.75);
  EXPECT_DOUBLE_EQ(a.mean, 0.5);
  EXPECT_DOUBLE_EQ(a.deviation, 0);
}

TEST(AccuracyOf, PassesOverFoldsWithoutPairs) {
  const std::vector<LabelledScore> pairs{{0.9F, true, 0}, {0.1F, false, 0}, {0.8F, true, 4}, {0.2F, false, 4}};
  const Accuracy a = accuracy_of(pairs);
  EXPECT_DOUBLE_EQ(a.mean, 1);
  EXPECT_DOUBLE_EQ(a.deviation, 0);
}

TEST(NormalQuantile, KnowsTheTable) {
  EXPECT_NEAR(normal_quantile_above(0.5), 0, 1e-9);
  EXPECT_NEAR(normal_quantile_above(0.025), 1.959963985, 1e-8);
  EXPECT_NEAR(normal_quantile_above(1e-6), 4.753424309, 1e-6);
  EXPECT_NEAR(normal_quantile_above(0.9), -1.281551566, 1e-8);
}

std::vector<float> normal_scores(unsigned seed, std::size_t count, double mean, double deviation) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(mean, deviation);
  std::vector<float> out(count);
  for (float& v : out) v = static_cast<float>(normal(random));
  std::ranges::sort(out, std::greater{});
  return out;
}

TEST(FitCalibration, RecoversANormalDistribution) {
  const unsigned seed = 47;
  const auto fit = fit_calibration(normal_scores(seed, 400'000, 0.02, 0.1));
  ASSERT_TRUE(fit) << fit.error().message;
  EXPECT_NEAR(fit->slope, 10, 0.2) << "seed " << seed;
  EXPECT_NEAR(fit->intercept, -0.2, 0.08) << "seed " << seed;
  EXPECT_DOUBLE_EQ(fit->measured_down_to, 1.0 / 400'000);
  const auto calibration = Calibration::from_knots(fit->knots);
  ASSERT_TRUE(calibration) << calibration.error().message;
  for (const double log10_fmr : {-0.301, -1.0, -2.0, -4.0, -6.0, -8.0}) {
    const double cosine = 0.02 + 0.1 * normal_quantile_above(std::pow(10, log10_fmr));
    EXPECT_NEAR(calibration->log10_fmr(cosine), log10_fmr, 0.15 + 0.03 * -log10_fmr) << "seed " << seed;
  }
}

TEST(FitCalibration, GivesKnotsThatAManifestTakesWhereTheTailLeavesTheScale) {
  const auto fit = fit_calibration(normal_scores(53, 50'000, 0.1, 0.2));
  ASSERT_TRUE(fit) << fit.error().message;
  EXPECT_TRUE(Calibration::from_knots(fit->knots));
  EXPECT_LE(fit->knots.back().cosine, 1);
}

TEST(FitCalibration, RefusesTooFewScoresAndScoresWithoutSpread) {
  const auto few = fit_calibration(normal_scores(59, 9'999, 0, 0.1));
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(few.error().message, "A calibration needs 10,000 pairs of different people or more.");
  const auto flat = fit_calibration(std::vector<float>(20'000, 0.5F));
  ASSERT_FALSE(flat);
  EXPECT_EQ(flat.error().code, ErrorCode::kInvalidArgument);
}

TEST(DrawRoc, GivesAPictureWithTheTitleEscaped) {
  const std::string svg = draw_roc(std::vector<float>{0.9F, 0.8F}, std::vector<float>{0.3F, 0.1F}, "a < b & c");
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("a &lt; b &amp; c"), std::string::npos);
  EXPECT_NE(svg.find("<polyline"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace mien::app::eval
