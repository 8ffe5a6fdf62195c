#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

#include "adapters/model_files/model_folder.h"
#include "adapters/openvino/openvino_net.h"
#include "unit/models/manifest_text.h"

/// The promises of ports/net.h, kept by the inference runtime with the nets that are shipped.
namespace mien {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> models_folder() {
  std::vector<fs::path> places{MIEN_SOURCE_DIR "/build/release/models", MIEN_SOURCE_DIR "/../shared/models"};
  if (const char* set = std::getenv("MIEN_MODELS_DIR"); set && *set) places.insert(places.begin(), set);
  for (const fs::path& place : places)
    if (fs::exists(place / "yunet")) return place;
  return std::nullopt;
}

class NetContract : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = models_folder();
    if (!folder_) {
      const char* ci = std::getenv("CI");
      if (ci && std::string_view(ci) == "true") FAIL() << "CI has no models: run make models.";
      GTEST_SKIP() << "No models here: run make models, or set MIEN_MODELS_DIR.";
    }
    auto manifest = model_files::Manifest::parse(tests::read_text(MIEN_SOURCE_DIR "/models/manifest.json"));
    ASSERT_TRUE(manifest) << manifest.error().message;
    manifest_ = *std::move(manifest);
    auto runtime = openvino::Runtime::open();
    ASSERT_TRUE(runtime) << runtime.error().message;
    runtime_ = *std::move(runtime);
  }
  std::unique_ptr<Net> load(const std::string& name) {
    const auto bytes = model_files::ModelFolder(*folder_).read(manifest_->nets().at(name));
    EXPECT_TRUE(bytes) << bytes.error().message;
    if (!bytes) return nullptr;
    auto net = runtime_->load({.model = bytes->model, .weights = bytes->weights});
    EXPECT_TRUE(net) << net.error().message << net.error().detail;
    return net ? *std::move(net) : nullptr;
  }
  std::unique_ptr<Net::Session> session(const Net& net) {
    auto opened = net.open_session();
    EXPECT_TRUE(opened) << opened.error().message << opened.error().detail;
    return *std::move(opened);
  }

  std::optional<fs::path> folder_;
  std::optional<model_files::Manifest> manifest_;
  std::unique_ptr<openvino::Runtime> runtime_;
};

void fill(std::span<float> input, std::uint32_t seed) {
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = static_cast<float>((i * 2654435761U + seed * 40503U) >> 7 & 255U);
}

std::vector<float> run(Net::Session& session, std::uint32_t seed, std::size_t output = 0) {
  fill(session.input(), seed);
  const auto done = session.run();
  EXPECT_TRUE(done) << done.error().message;
  const auto values = session.output(output);
  EXPECT_TRUE(values);
  return {values->begin(), values->end()};
}

TEST_F(NetContract, TheRecogniserGivesNumbersOfItsManifest) {
  const auto net = load("face-reidentification-retail-0095");
  ASSERT_TRUE(net);
  const auto session = this->session(*net);
  EXPECT_EQ(session->input().size(), 3U * 128 * 128);
  const auto values = run(*session, 1);
  EXPECT_EQ(values.size(), 256U);
  for (const float v : values) ASSERT_TRUE(std::isfinite(v));
}

TEST_F(NetContract, TwoSessionsGiveTheSameBits) {
  for (const char* name : {"face-reidentification-retail-0095", "foamliu-mobilefacenet"}) {
    const auto net = load(name);
    ASSERT_TRUE(net);
    const auto one = session(*net), other = session(*net);
    for (std::uint32_t seed = 0; seed < 3; ++seed) EXPECT_EQ(run(*one, seed), run(*other, seed)) << name;
    EXPECT_NE(run(*one, 1), run(*one, 2)) << name;
  }
}

TEST_F(NetContract, SessionsRunAtTheSameTime) {
  const auto net = load("face-reidentification-retail-0095");
  ASSERT_TRUE(net);
  const auto expected = run(*session(*net), 5);
  std::atomic<int> different{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 2; ++t)
      threads.emplace_back([&] {
        const auto own = session(*net);
        for (int round = 0; round < 3; ++round)
          if (run(*own, 5) != expected) ++different;
      });
  }
  EXPECT_EQ(different, 0);
}

TEST_F(NetContract, TheDetectorTakesEverySizeInMultiplesOf32) {
  const auto net = load("yunet");
  ASSERT_TRUE(net);
  EXPECT_EQ(net->output_names().size(), 12U);
  const auto cls = std::ranges::find(net->output_names(), "cls_8");
  ASSERT_NE(cls, net->output_names().end());
  const auto index = static_cast<std::size_t>(cls - net->output_names().begin());
  const auto session = this->session(*net);
  const auto at_size = [&](std::size_t height, std::size_t width) {
    const auto set = session->set_input_size(height, width);
    EXPECT_TRUE(set) << set.error().message << set.error().detail;
    EXPECT_EQ(session->input().size(), 3 * height * width);
    return run(*session, 3, index);
  };
  const auto small = at_size(192, 320);
  EXPECT_EQ(small.size(), (192U / 8) * (320 / 8));
  EXPECT_EQ(at_size(320, 320).size(), 1600U);
  EXPECT_EQ(at_size(192, 320), small);  // A size that is known gives the same again.
}

TEST_F(NetContract, GivesTheSameForASizeHoweverManyOthersCameBetween) {
  const auto net = load("yunet");
  ASSERT_TRUE(net);
  const auto session = this->session(*net);
  const auto at_width = [&](std::size_t width) {
    EXPECT_TRUE(session->set_input_size(64, width));
    EXPECT_EQ(session->input().size(), 3 * 64 * width);
    return run(*session, 7);
  };
  const auto first = at_width(64);
  for (std::size_t width = 96; width <= 64 + 32 * 6; width += 32) at_width(width);
  EXPECT_EQ(at_width(64), first);
}

TEST_F(NetContract, ASizeThatTheNetCannotTakeIsAnErrorAndLeavesTheSessionUsable) {
  const auto net = load("face-reidentification-retail-0095");
  ASSERT_TRUE(net);
  const auto session = this->session(*net);
  const auto before = run(*session, 1);
  EXPECT_FALSE(session->set_input_size(3, 5));
  EXPECT_EQ(run(*session, 1), before);
}

TEST_F(NetContract, AQuantisedNetWantsVnni) {
  const model_files::NetEntry& entry = manifest_->nets().at("face-reidentification-retail-0095-int8");
  ASSERT_TRUE(entry.int8);
  if (!fs::exists(*folder_ / entry.model)) GTEST_SKIP() << "The int8 model is not here: run make models.";
  const auto bytes = model_files::ModelFolder(*folder_).read(entry);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto net =
      runtime_->load({.model = bytes->model, .weights = bytes->weights, .arithmetic = openvino::Arithmetic::kInt8});
  if (__builtin_cpu_supports("avx512vnni") || __builtin_cpu_supports("avxvnni")) {
    ASSERT_TRUE(net) << net.error().message;
    EXPECT_EQ(run(*session(**net), 1).size(), 256U);
  } else {
    ASSERT_FALSE(net);
    EXPECT_EQ(net.error().code, ErrorCode::kIncompatible);
    EXPECT_NE(net.error().message.find("VNNI"), std::string::npos);
  }
}

}  // namespace
}  // namespace mien
