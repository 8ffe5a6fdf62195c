#include "adapters/model_files/model_folder.h"

#include <gtest/gtest.h>

#include "fakes/temp_dir.h"
#include "unit/models/manifest_text.h"

namespace mien::model_files {
namespace {

namespace fs = std::filesystem;
using tests::manifest_text;
using tests::read_text;
using tests::replaced;
using tests::write_text;
using State = ModelFolder::State;

const std::string kDetector = "the detector's bytes";
const std::string kRecogniser = "the recogniser's bytes";
constexpr const char* kAddress = "https://models.example/own.onnx";

class ModelFolderTest : public testing::Test {
 protected:
  ModelFolderTest()
      : manifest_(*Manifest::parse(replaced(manifest_text(kDetector, kRecogniser, 16), R"("path": "own/own.onnx")",
                                            std::string(R"("path": "own/own.onnx", "url": ")") + kAddress + "\""))),
        nets_(manifest_.nets_of(*manifest_.pack("own"))) {}

  void put_detector() { write_text(root_ / "finder/finder.onnx", kDetector); }
  void put_recogniser(const std::string& bytes) { write_text(root_ / "own/own.onnx", bytes); }
  std::vector<State> states() const {
    std::vector<State> out;
    for (const auto& check : folder_.check(nets_)) out.push_back(check.state);
    return out;
  }
  /// Fetches where the public address serves `served`.
  Result<void> fetch(const fs::path& mirror, Result<std::string> served) {
    return folder_.fetch(
        nets_, mirror,
        [&](const std::string& url, std::uint64_t bytes_max) -> Result<std::vector<std::byte>> {
          asked_.push_back(url + " " + std::to_string(bytes_max));
          if (!served) return std::unexpected(served.error());
          const auto bytes = std::as_bytes(std::span(*served));
          return std::vector<std::byte>(bytes.begin(), bytes.end());
        },
        [&](const std::string& line) { said_.push_back(line); });
  }
  static Result<std::string> nothing() { return fail(ErrorCode::kUnavailable, "The host does not answer."); }

  fakes::TempDir folder_owner_, mirror_owner_;
  fs::path root_ = folder_owner_.path(), mirror_ = mirror_owner_.path();
  Manifest manifest_;
  std::vector<const NetEntry*> nets_;
  ModelFolder folder_{root_};
  std::vector<std::string> asked_, said_;
};

TEST_F(ModelFolderTest, TellsGoodMissingAndAlteredFilesApart) {
  EXPECT_EQ(states(), (std::vector{State::kMissing, State::kMissing}));
  put_detector();
  put_recogniser(kRecogniser);
  EXPECT_EQ(states(), (std::vector{State::kGood, State::kGood}));
  EXPECT_EQ(folder_.read(*nets_[1])->model, kRecogniser);
  put_recogniser("The recogniser's bytes");  // As long as the right one.
  EXPECT_EQ(states(), (std::vector{State::kGood, State::kAltered}));
  put_recogniser(kRecogniser.substr(1));
  EXPECT_EQ(states()[1], State::kAltered);
  put_recogniser(kRecogniser + "and more");
  EXPECT_EQ(states()[1], State::kAltered);
  put_recogniser("");
  EXPECT_EQ(states()[1], State::kAltered);
  fs::remove(root_ / "own/own.onnx");
  fs::create_directory(root_ / "own/own.onnx");
  EXPECT_EQ(states()[1], State::kMissing);
}

TEST_F(ModelFolderTest, NamesTheFileTheHashAndTheCommandThatRepairs) {
  const std::string repair = " (expected sha256 " + tests::sha256_hex(kRecogniser) +
                             "). Repair it with: mien models fetch --models-dir " + root_.string();
  put_detector();
  const auto missing = folder_.read(*nets_[1]);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kIncompatible);
  EXPECT_EQ(missing.error().message, "The model file " + (root_ / "own/own.onnx").string() + " is missing" + repair);
  put_recogniser("something else");
  const auto altered = folder_.read(*nets_[1]);
  ASSERT_FALSE(altered);
  EXPECT_EQ(altered.error().message, "The model file " + (root_ / "own/own.onnx").string() + " was altered" + repair);
}

TEST_F(ModelFolderTest, FetchesFromTheMirrorWithoutAskingAnyoneElse) {
  write_text(mirror_ / "finder/finder.onnx", kDetector);
  write_text(mirror_ / "own/own.onnx", kRecogniser);
  ASSERT_TRUE(fetch(mirror_, nothing()));
  EXPECT_TRUE(asked_.empty());
  EXPECT_TRUE(folder_.read(*nets_[1]));
  EXPECT_EQ(said_, (std::vector<std::string>{"finder/finder.onnx: copied from the mirror",
                                             "own/own.onnx: copied from the mirror"}));
  said_.clear();
  ASSERT_TRUE(fetch({}, nothing()));
  EXPECT_EQ(said_, (std::vector<std::string>{"finder/finder.onnx: there", "own/own.onnx: there"}));
}

TEST_F(ModelFolderTest, RepairsAnAlteredFile) {
  put_detector();
  put_recogniser("something else");
  write_text(mirror_ / "own/own.onnx", kRecogniser);
  ASSERT_TRUE(fetch(mirror_, nothing()));
  EXPECT_EQ(read_text((root_ / "own/own.onnx").string()), kRecogniser);
}

TEST_F(ModelFolderTest, DoesNotTakeAnAlteredMirror) {
  put_detector();
  write_text(mirror_ / "own/own.onnx", "The recogniser's bytes");
  ASSERT_TRUE(fetch(mirror_, kRecogniser));
  EXPECT_EQ(asked_, std::vector<std::string>{std::string(kAddress) + " " + std::to_string(kRecogniser.size())});
  EXPECT_EQ(read_text((root_ / "own/own.onnx").string()), kRecogniser);
}

TEST_F(ModelFolderTest, DoesNotTakeWhatTheAddressServesInstead) {
  put_detector();
  for (const std::string& served : {std::string("The recogniser's bytes"), kRecogniser + "more", std::string()}) {
    const auto refused = fetch({}, served);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(refused.error().message, std::string("own/own.onnx as served by ") + kAddress +
                                           " is not the expected file (sha256 " + tests::sha256_hex(served) +
                                           " instead of " + tests::sha256_hex(kRecogniser) + ").");
    EXPECT_EQ(states()[1], State::kMissing);
  }
}

TEST_F(ModelFolderTest, SaysHowToGoOnWhereTheAddressDoesNotAnswer) {
  put_detector();
  const auto failed = fetch({}, nothing());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(failed.error().message, std::string("own/own.onnx cannot be fetched from ") + kAddress +
                                        ": The host does not answer. With a copy of the models at hand: mien models "
                                        "fetch --mirror DIR");
}

TEST_F(ModelFolderTest, AsksForFilesThatHaveNoAddress) {
  const auto failed = fetch({}, kRecogniser);  // The detector's entry has none.
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(failed.error().message, "finder/finder.onnx has no public address: put it into " + root_.string() + ".");
}

TEST_F(ModelFolderTest, LeavesNothingHalfWritten) {
  put_detector();
  ASSERT_TRUE(fetch({}, kRecogniser));
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(root_ / "own")) names.push_back(entry.path().filename());
  EXPECT_EQ(names, std::vector<std::string>{"own.onnx"});
}

TEST_F(ModelFolderTest, SaysWhereItCannotWrite) {
  put_detector();
  write_text(root_ / "own", "a file where the folder should be");
  const auto failed = fetch({}, kRecogniser);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(failed.error().message.starts_with("Cannot write " + (root_ / "own/own.onnx").string()))
      << failed.error().message;
}

}  // namespace
}  // namespace mien::model_files
