#include "app/eval/protocol.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

namespace mien::app::eval {
namespace {

TEST(ParsePairs, ReadsTheFormatWithFolds) {
  const auto pairs = parse_pairs(
      "2\t1\n"
      "Ada_Lovelace\t1\t12\n"
      "Ada_Lovelace\t3\tAlan_Turing\t4\n"
      "Grace_Hopper\t1\t2\n"
      "Grace_Hopper\t2\tAda_Lovelace\t1234\n");
  ASSERT_TRUE(pairs) << pairs.error().message;
  ASSERT_EQ(pairs->size(), 4U);
  EXPECT_EQ((*pairs)[0].a, "Ada_Lovelace_0001");
  EXPECT_EQ((*pairs)[0].b, "Ada_Lovelace_0012");
  EXPECT_TRUE((*pairs)[0].same);
  EXPECT_EQ((*pairs)[1].a, "Ada_Lovelace_0003");
  EXPECT_EQ((*pairs)[1].b, "Alan_Turing_0004");
  EXPECT_FALSE((*pairs)[1].same);
  EXPECT_EQ((*pairs)[3].b, "Ada_Lovelace_1234");
  EXPECT_EQ((*pairs)[0].fold, 0U);
  EXPECT_EQ((*pairs)[1].fold, 0U);
  EXPECT_EQ((*pairs)[2].fold, 1U);
  EXPECT_EQ((*pairs)[3].fold, 1U);
}

TEST(ParsePairs, CutsOneSetIntoTenFoldsOfBothKinds) {
  std::string text = "20\n";
  for (int i = 1; i <= 20; ++i) text += "Ada " + std::to_string(i) + " " + std::to_string(i + 1) + "\n";
  for (int i = 1; i <= 20; ++i) text += "Ada " + std::to_string(i) + " Alan " + std::to_string(i) + "\n";
  const auto pairs = parse_pairs(text);
  ASSERT_TRUE(pairs) << pairs.error().message;
  ASSERT_EQ(pairs->size(), 40U);
  std::vector<int> same(10), other(10);
  for (const auto& pair : *pairs) ++(pair.same ? same : other).at(pair.fold);
  EXPECT_EQ(same, std::vector<int>(10, 2));
  EXPECT_EQ(other, std::vector<int>(10, 2));
}

TEST(ParsePairs, TakesLineEndsOfEveryKind) {
  const auto pairs = parse_pairs("1\r\nAda\t1\t2\r\nAda\t1\tAlan\t2");
  ASSERT_TRUE(pairs) << pairs.error().message;
  ASSERT_EQ(pairs->size(), 2U);
  EXPECT_EQ((*pairs)[0].b, "Ada_0002");
}

TEST(ParsePairs, NamesTheLineThatIsWrong) {
  const std::pair<std::string, int> cases[] = {{"", 1},
                                               {"pairs\n", 1},
                                               {"0\n", 1},
                                               {"10 0\n", 1},
                                               {"1 2 3\n", 1},
                                               {"1\nAda 1\n", 2},
                                               {"1\nAda 1 2\nAda one Alan 2\n", 3},
                                               {"1\nAda 1 2\n\nAda 1 Alan -2\n", 4},
                                               {"1\nAda 1 Alan 2 3\n", 2},
                                               {"1\nAda 99999999999999999999999 1\n", 2}};
  for (const auto& [text, line] : cases) {
    const auto refused = parse_pairs(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().message, "Line " + std::to_string(line) + " of the pairs file cannot be read.") << text;
  }
}

TEST(ParseErrata, IgnoresCommentsAndTheOrderOfAPair) {
  const auto errata = parse_errata("# why\nB_0001\tA_0001\tone person\r\n\nC_0001\tC_0002\n");
  ASSERT_TRUE(errata) << errata.error().message;
  EXPECT_EQ(*errata, (Errata{{"A_0001", "B_0001"}, {"C_0001", "C_0002"}}));
}

TEST(ParseErrata, NamesTheLineThatIsWrong) {
  const auto refused = parse_errata("# why\nA_0001\tB_0001\nonly_one\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused.error().message, "Line 3 of the errata cannot be read.");
}

TEST(ParseErrata, ReadsTheProjectsOwnList) {
  std::ifstream in(MIEN_SOURCE_DIR "/models/errata/lfw.tsv");
  std::stringstream text;
  text << in.rdbuf();
  const auto errata = parse_errata(text.str());
  ASSERT_TRUE(errata) << errata.error().message;
  EXPECT_TRUE(errata->contains({"Anne_McLellan_0002", "Rose_Linkins_0001"}));
}

Embedding unit(std::vector<float> raw) { return *Embedding::normalized(raw); }

TEST(AllPairs, ComparesEveryPictureWithEveryOtherOnce) {
  const std::vector<Sample> samples{{"ada", "ada_1", "", unit({1, 0})},
                                    {"ada", "ada_2", "", unit({1, 0})},
                                    {"alan", "alan_1", "", unit({0, 1})},
                                    {"alan", "alan_2", "", std::nullopt}};
  const Scores scores = all_pairs(samples, {}, std::nullopt);
  EXPECT_EQ(scores.genuine, std::vector<float>{1});
  EXPECT_EQ(scores.impostor, (std::vector<float>{0, 0}));
  EXPECT_EQ(all_pairs(samples, {{"ada_1", "alan_1"}}, std::nullopt).impostor, std::vector<float>{0});
  EXPECT_TRUE(all_pairs(samples, {{"ada_1", "ada_2"}}, std::nullopt).genuine.empty());
}

TEST(AllPairs, SortsFromTheMostAlikeAndKeepsToTheGroupsAsked) {
  const std::vector<Sample> samples{{"ada", "a1", "frontal", unit({1, 0})},
                                    {"ada", "a2", "profile", unit({1, 1})},
                                    {"ada", "a3", "frontal", unit({1, 0.1F})},
                                    {"alan", "b1", "profile", unit({-1, 0})}};
  const Scores all = all_pairs(samples, {}, std::nullopt);
  EXPECT_EQ(all.genuine.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(all.genuine, std::greater{}));
  EXPECT_TRUE(std::ranges::is_sorted(all.impostor, std::greater{}));
  for (const auto& groups : {std::pair<std::string, std::string>{"frontal", "profile"}, {"profile", "frontal"}}) {
    const Scores between = all_pairs(samples, {}, groups);
    EXPECT_EQ(between.genuine.size(), 2U);
    EXPECT_EQ(between.impostor.size(), 2U);
  }
}

ActiveModel model() { return {"7.0", *Calibration::from_knots({{0, 0}, {0.2, -2}, {0.6, -10}})}; }

/// `people` directions with `pictures` each, `spread` around them.
std::vector<Sample> synthetic(std::size_t people, std::size_t pictures, double spread) {
  std::mt19937 random(31);
  std::normal_distribution<double> normal;
  std::vector<Sample> out;
  for (std::size_t p = 0; p < people; ++p) {
    std::vector<double> centre(256);
    for (double& v : centre) v = normal(random);
    for (std::size_t i = 0; i < pictures; ++i) {
      std::vector<float> raw;
      for (const double v : centre) raw.push_back(static_cast<float>(v + spread * normal(random)));
      const std::string name = "person" + std::to_string(p);
      out.push_back({name, name + "_" + std::to_string(i), "", unit(raw)});
    }
  }
  return out;
}

TEST(Identify, RecognisesEverybodyAndNoStrangerWherePeopleAreFarApart) {
  const auto result = identify(synthetic(30, 3, 0.3), model(), 20, 80, 0.01);
  EXPECT_EQ(result.gallery, 20U);
  EXPECT_TRUE(result.measured);
  EXPECT_DOUBLE_EQ(result.threshold_similarity, 80);
  EXPECT_EQ(result.fnir.value, 0);
  EXPECT_EQ(result.fpir.value, 0);
  EXPECT_GT(result.fpir.high, 0);  // Thirty strangers prove little.
}

TEST(Identify, MissesPeopleWhosePicturesAreNotAlike) {
  EXPECT_GT(identify(synthetic(30, 3, 4), model(), 20, 80, 0.01).fnir.value, 0.9);
}

TEST(Identify, EnrolsOnlyPeopleOfWhomThereAreOtherPictures) {
  auto samples = synthetic(5, 2, 0.1);
  const auto lone = synthetic(1, 1, 0);
  samples.push_back({"lone", "lone_1", "", lone[0].embedding});
  EXPECT_EQ(identify(samples, model(), 100, 80, 0.01).gallery, 5U);
}

TEST(PredictIdentification, FollowsTheCalibration) {
  // Threshold 90 for 10,000 people: FMR 1e-6, so one stranger in a hundred is let in; it lies at cosine 0.4.
  const std::vector<float> genuine{0.9F, 0.7F, 0.5F, 0.3F};
  const auto result = predict_identification(genuine, model(), 10'000, 80, 0.01);
  EXPECT_FALSE(result.measured);
  EXPECT_NEAR(result.threshold_similarity, 90, 1e-9);
  EXPECT_NEAR(result.fpir.value, 0.01, 1e-4);
  EXPECT_DOUBLE_EQ(result.fnir.value, 0.25);
}

}  // namespace
}  // namespace mien::app::eval
