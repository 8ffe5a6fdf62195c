#include <gtest/gtest.h>

#include "adapters/model_files/model_folder.h"
#include "adapters/openvino/openvino_net.h"
#include "app/face_embedder.h"
#include "fakes/temp_dir.h"
#include "unit/models/manifest_text.h"
#include "unit/models/tiny_onnx.h"
#include "unit/vision/pictures.h"

/// A user's own net, from file and manifest to embeddings, without recompiling anything.
namespace mien {
namespace {

using tests::tiny_onnx;
using tests::TinyNet;
using tests::write_text;

class OwnRecogniser : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = openvino::Runtime::open();
    ASSERT_TRUE(opened) << opened.error().message << opened.error().detail;
    runtime_ = *std::move(opened);
  }
  Result<std::unique_ptr<Net>> load(const std::string& onnx) const {
    return runtime_->load({.model = onnx, .weights = {}});
  }

  std::unique_ptr<openvino::Runtime> runtime_;
};

TEST_F(OwnRecogniser, GivesEmbeddingsByItsManifestAlone) {
  const std::string onnx = tiny_onnx();
  const auto manifest = model_files::Manifest::parse(tests::manifest_text("unused", onnx, 16));
  ASSERT_TRUE(manifest) << manifest.error().message;
  const ModelPack pack = *manifest->pack("own");
  const fakes::TempDir folder;
  write_text(folder.path() / "own/own.onnx", onnx);
  const auto bytes = model_files::ModelFolder(folder.path()).read(*manifest->nets_of(pack).at(1));
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto net = load(bytes->model);
  ASSERT_TRUE(net) << net.error().message << net.error().detail;

  const auto embedder = app::FaceEmbedder::open(pack, [&](const std::string&) -> const Net& { return **net; });
  ASSERT_TRUE(embedder) << embedder.error().message;
  const auto embed = [&](tests::Rgb colour) {
    return (*embedder)->embed(tests::filled(100, 100, colour),
                              tests::placed(pack.recognisers[0].alignment.points, 0, 1, 30, 30), {});
  };
  const auto red = embed({200, 10, 10});
  ASSERT_TRUE(red) << red.error().message;
  ASSERT_EQ(red->dimension(), 16U);
  EXPECT_NEAR(cosine(*red, *red), 1, 1e-6);
  const auto blue = embed({10, 10, 200}), red_again = embed({200, 10, 10});
  ASSERT_TRUE(blue && red_again);
  EXPECT_EQ(*red, *red_again);
  EXPECT_LT(cosine(*red, *blue), 0.95);

  // The net's arithmetic by hand: the channels' means times the matrix.
  std::vector<float> by_hand(16);
  for (std::size_t i = 0; i < 3 * 16; ++i) {
    constexpr std::array<float, 3> kMeans{200 / 255.0F, 10 / 255.0F, 10 / 255.0F};
    by_hand[i % 16] += kMeans[i / 16] * (static_cast<float>((i * 7 + 3) % 11) / 10 - 0.4F);
  }
  EXPECT_NEAR(cosine(*red, *Embedding::normalized(by_hand)), 1, 1e-5);
}

TEST_F(OwnRecogniser, IsRefusedWhereItsManifestNamesAnotherDimension) {
  const std::string onnx = tiny_onnx();
  const auto manifest = model_files::Manifest::parse(tests::manifest_text("unused", onnx, 32));
  ASSERT_TRUE(manifest);
  const ModelPack pack = *manifest->pack("own");
  const auto net = load(onnx);
  ASSERT_TRUE(net);
  const auto refused = app::FaceEmbedder::open(pack, [&](const std::string&) -> const Net& { return **net; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  EXPECT_EQ(refused.error().message, "The net own gives 16 numbers, its manifest says 32.");
}

TEST_F(OwnRecogniser, IsRefusedWhereItsInputIsNoPicture) {
  for (const std::vector<std::uint64_t>& shape :
       {std::vector<std::uint64_t>{1, 1, 32, 32}, {1, 32, 32, 3}, {1, 3, 32}}) {
    const auto refused = load(tiny_onnx({.input_shape = shape}));
    ASSERT_FALSE(refused) << shape.size();
    EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
    EXPECT_EQ(refused.error().message, "A net's input must be NCHW with three channels.");
  }
}

TEST_F(OwnRecogniser, IsRefusedWhereItHasTwoInputs) {
  const auto refused = load(tiny_onnx({.second_input = true}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  EXPECT_EQ(refused.error().message, "A net must have exactly one input.");
}

TEST_F(OwnRecogniser, IsRefusedWhereItDoesNotSpeakFloat32) {
  for (const auto type : {TinyNet::kFloat16, TinyNet::kFloat64}) {
    const auto input = load(tiny_onnx({.input_type = type}));
    ASSERT_FALSE(input);
    EXPECT_EQ(input.error().code, ErrorCode::kIncompatible);
    EXPECT_EQ(input.error().message, "A net's input must be float32.");
    const auto output = load(tiny_onnx({.output_type = type}));
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, ErrorCode::kIncompatible);
    EXPECT_EQ(output.error().message, "A net's outputs must be float32.");
  }
}

TEST_F(OwnRecogniser, IsRefusedWhereItsFileIsNoNet) {
  for (const std::string& bytes : {std::string(), std::string("not a net"), tiny_onnx().substr(0, 100)}) {
    const auto refused = load(bytes);
    ASSERT_FALSE(refused) << bytes.size();
    EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  }
}

}  // namespace
}  // namespace mien
