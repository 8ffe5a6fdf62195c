#include "adapters/model_files/manifest.h"

#include <gtest/gtest.h>

#include "unit/models/manifest_text.h"

namespace mien::model_files {
namespace {

using tests::manifest_text;
using tests::read_text;
using tests::replaced;

const std::string& good() {
  static const std::string text = manifest_text("detector", "recogniser", 16);
  return text;
}

/// What the manifest says is wrong.
std::string fault_of(const std::string& text) {
  const auto parsed = Manifest::parse(text);
  if (parsed) return "nothing";
  EXPECT_EQ(parsed.error().code, ErrorCode::kIncompatible);
  return parsed.error().message;
}
std::string fault_with(const std::string& from, const std::string& to) { return fault_of(replaced(good(), from, to)); }

TEST(Manifest, ReadsTheProjectsOwn) {
  const auto manifest = Manifest::parse(read_text(MIEN_SOURCE_DIR "/models/manifest.json"));
  ASSERT_TRUE(manifest) << manifest.error().message;
  const auto pack = manifest->pack("default");
  ASSERT_TRUE(pack);
  EXPECT_EQ(pack->recognisers.size(), 2U);
  EXPECT_EQ(pack->dimension(), 384U);
  EXPECT_TRUE(Calibration::from_knots(pack->calibration));
  EXPECT_TRUE(manifest->pack("fast"));
  for (const auto& [name, net] : manifest->nets()) {
    EXPECT_FALSE(net.licence.empty()) << name;
    for (const ModelFile& file : net.files) EXPECT_TRUE(file.url.starts_with("https://")) << file.path;
  }
}

TEST(Manifest, ReadsEveryMember) {
  const auto manifest = Manifest::parse(good());
  ASSERT_TRUE(manifest) << manifest.error().message;
  const auto pack = manifest->pack("own");
  ASSERT_TRUE(pack);
  EXPECT_EQ(pack->face_model_version, "7.5");
  EXPECT_EQ(pack->detector, "finder");
  EXPECT_EQ(pack->yaw_profile_deg, 90);
  EXPECT_EQ(pack->calibrated_on, "nothing");
  const Recogniser& own = pack->recognisers.at(0);
  EXPECT_EQ(own.dimension, 16U);
  EXPECT_EQ(own.alignment.size_px, 32U);
  EXPECT_EQ(own.alignment.points[kNose], (PointF{16, 20}));
  EXPECT_EQ(own.scaling.order, ChannelOrder::kRgb);
  EXPECT_EQ(own.scaling.deviation[2], 255);
  const auto nets = manifest->nets_of(*pack);
  ASSERT_EQ(nets.size(), 2U);
  EXPECT_EQ(nets[0]->name, "finder");
  EXPECT_EQ(nets[1]->files.at(0).bytes, 10U);
  EXPECT_FALSE(nets[1]->int8);
}

TEST(Manifest, ListsThePacksWhereOneIsNotThere) {
  const auto manifest = Manifest::parse(good());
  ASSERT_TRUE(manifest);
  const auto missing = manifest->pack("best");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(missing.error().message, "There is no model pack \"best\"; there are: own.");
}

TEST(Manifest, SaysWhereItIsWrong) {
  const std::string pack = "The model manifest.packs.own", own = "The model manifest.nets.own";
  EXPECT_EQ(fault_with(R"("format": 1)", R"("format": 2)"),
            "The model manifest.format is not 1: it was written for another version of Mien.");
  EXPECT_EQ(fault_with(R"("format": 1,)", ""), "The model manifest lacks \"format\".");
  EXPECT_EQ(fault_with(R"("format": 1)", R"("format": "1")"), "The model manifest.format must be a number.");
  EXPECT_EQ(fault_with(R"("format": 1)", R"("format": 1, "extra": 0)"),
            "The model manifest has an unknown member \"extra\".");
  EXPECT_EQ(fault_with(R"("recognition")", R"("liveness")"), own + ".task must be detection or recognition.");
  EXPECT_EQ(fault_with(R"("dimension": 16)", R"("dimension": 0)"), own + ".dimension is out of range.");
  EXPECT_EQ(fault_with(R"("dimension": 16)", R"("dimension": 1.5)"), own + ".dimension must be a whole number.");
  EXPECT_EQ(fault_with(R"("dimension": 16)", R"("dimensions": 16)"), own + " has an unknown member \"dimensions\".");
  EXPECT_EQ(fault_with(R"("size_px": 32)", R"("size_px": 8)"), own + ".input.size_px is out of range.");
  EXPECT_EQ(fault_with(R"("rgb")", R"("grb")"), own + ".input.order must be rgb or bgr.");
  EXPECT_EQ(fault_with(R"("mean": [0, 0, 0])", R"("mean": [0, 0])"),
            own + ".input.mean must have three numbers, for red, green and blue.");
  EXPECT_EQ(fault_with("255, 255, 255", "255, 0, 255"), own + ".input.deviation[1] is out of range.");
  EXPECT_EQ(fault_with("[[10, 15],", "["), own + ".alignment must have five points.");
  EXPECT_EQ(fault_with("[16, 20]", "[16]"), own + ".alignment[2] must be [x, y].");
  EXPECT_EQ(fault_with("[16, 20]", "[16, 1e999]").substr(0, own.size()), own.substr(0, own.size()));
  EXPECT_EQ(fault_with(R"("7.5")", R"("6.9")"), pack + ".face_model_version must be numeric, 7.0 or higher.");
  EXPECT_EQ(fault_with(R"("7.5")", R"("")"), pack + ".face_model_version must be numeric, 7.0 or higher.");
  EXPECT_EQ(fault_with(R"("7.5")", R"("v8")"), pack + ".face_model_version must be numeric, 7.0 or higher.");
  EXPECT_EQ(fault_with(R"("detector": "finder")", R"("detector": "own")"),
            pack + ".detector must name a net for detection.");
  EXPECT_EQ(fault_with(R"("net": "own")", R"("net": "other")"),
            pack + ".recognisers[0].net must name a net for recognition.");
  EXPECT_EQ(fault_with(R"("share_frontal": 1)", R"("share_frontal": 0.9)"),
            pack + ".recognisers must be there and their shares sum to 1.");
  EXPECT_EQ(fault_with(R"([{"net": "own", "share_frontal": 1, "share_profile": 1}])", "[]"),
            pack + ".recognisers must be there and their shares sum to 1.");
  EXPECT_EQ(fault_with(R"("yaw_deg": [0, 90])", R"("yaw_deg": [0])"),
            pack + ".yaw_deg must be [frontal up to, profile from].");
  EXPECT_EQ(fault_with(R"("yaw_deg": [0, 90])", R"("yaw_deg": [60, 50])"), pack + ".yaw_deg[1] is out of range.");
  EXPECT_EQ(fault_with("[0.5, -6]", "[0.5]"),
            pack + ".calibration.knots[1] must be [cosine, log10 of the false-match rate].");
  EXPECT_EQ(fault_with("[0.5, -6]", "[1.5, -6]"), pack + ".calibration.knots[1][0] is out of range.");
  EXPECT_EQ(fault_with("[0.5, -6]", "[-0.5, -6]").substr(0, 60),
            (pack + ".calibration.knots are wrong: A cal").substr(0, 60));
}

TEST(Manifest, RefusesAVersionTooLongForANumber) {
  EXPECT_EQ(fault_with(R"("7.5")", "\"" + std::string(400, '9') + "\""),
            "The model manifest.packs.own.face_model_version must be numeric, 7.0 or higher.");
}

TEST(Manifest, RefusesPathsThatLeaveTheFolder) {
  for (const std::string path :
       {"/etc/passwd", "../own.onnx", "own/../../own.onnx", "own/..", "", "own\\\\..\\\\x", "own\\u0000x"})
    EXPECT_EQ(fault_with(R"("path": "own/own.onnx")", R"("path": ")" + path + "\""),
              "The model manifest.nets.own.files[0].path must be a path below the models folder.")
        << path;
  EXPECT_EQ(fault_with(R"("model": "own/own.onnx")", R"("model": "../own.onnx")"),
            "The model manifest.nets.own.model must be a path below the models folder.");
}

TEST(Manifest, RefusesFilesThatCannotBeChecked) {
  const std::string file = "The model manifest.nets.own.files[0]";
  const std::string hash = tests::sha256_hex("recogniser");
  EXPECT_EQ(fault_with(hash, hash.substr(1)), file + ".sha256 must be 64 lower-case hexadecimal digits.");
  EXPECT_EQ(fault_with(hash, std::string(64, 'G')), file + ".sha256 must be 64 lower-case hexadecimal digits.");
  EXPECT_EQ(fault_with(R"("bytes": 10)", R"("bytes": 0)"), file + ".bytes is out of range.");
  EXPECT_EQ(fault_with(R"("bytes": 10)", R"("bytes": 99999999999)"), file + ".bytes is out of range.");
  EXPECT_EQ(fault_with(R"("model": "own/own.onnx")", R"("model": "own/other.onnx")"),
            "The model manifest.nets.own.model must be one of the net's files.");
}

TEST(Manifest, RefusesWhatIsNoJsonOrNoObject) {
  EXPECT_TRUE(fault_of("").starts_with("The model manifest is no JSON: "));
  EXPECT_TRUE(fault_of("{\"format\": 1").starts_with("The model manifest is no JSON: "));
  EXPECT_TRUE(fault_of(std::string(100'000, '[')).starts_with("The model manifest is no JSON: "));
  EXPECT_EQ(fault_of("[]"), "The model manifest must be an object.");
  EXPECT_EQ(fault_of(R"({"format": 1, "nets": [], "packs": {}})"), "The model manifest.nets must be an object.");
  EXPECT_EQ(fault_of(R"({"format": 1, "nets": {}, "packs": {}})"), "The model manifest.packs must not be empty.");
}

TEST(Manifest, NeverFallsOverWhateverIsCutOffOrChanged) {
  for (std::size_t length = 0; length < good().size(); ++length)
    ASSERT_FALSE(Manifest::parse(good().substr(0, length)));
  for (std::size_t i = 0; i < good().size(); ++i)
    for (const char c : {'"', '0', '-', '}', 'x'}) {
      std::string changed = good();
      changed[i] = c;
      static_cast<void>(Manifest::parse(changed));  // Taken or refused, but it returns.
    }
}

}  // namespace
}  // namespace mien::model_files
