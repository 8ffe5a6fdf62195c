#include "vision/yunet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace mien::vision {
namespace {

/// The outputs of a net of 64x64 pixels for all three strides, everything quiet at first.
class Outputs {
 public:
  static constexpr std::uint32_t kSide = 64;

  Outputs() {
    for (const std::uint32_t stride : {8U, 16U, 32U}) {
      const std::size_t cells = std::size_t{kSide / stride} * (kSide / stride);
      grids_.push_back({stride, std::vector<float>(cells), std::vector<float>(cells), std::vector<float>(4 * cells),
                        std::vector<float>(10 * cells)});
    }
  }

  struct Cell {
    std::size_t level;
    std::uint32_t column;
    std::uint32_t row;
  };
  /// A face of `size` pixels whose centre lies in the cell's corner; its landmarks are all at the centre moved by
  /// `landmark_shift` pixels to the right.
  void put(Cell cell, float score, float size, float landmark_shift = 0) {
    Grid& grid = grids_[cell.level];
    const std::size_t i = index(cell);
    grid.cls[i] = grid.obj[i] = score;
    grid.bbox[4 * i + 2] = grid.bbox[4 * i + 3] = std::log(size / static_cast<float>(grid.stride));
    for (std::size_t k = 0; k < 5; ++k) grid.kps[10 * i + 2 * k] = landmark_shift / static_cast<float>(grid.stride);
  }
  float& bbox(Cell cell, std::size_t n) { return grids_[cell.level].bbox[4 * index(cell) + n]; }
  float& kps(Cell cell, std::size_t n) { return grids_[cell.level].kps[10 * index(cell) + n]; }
  float& cls(Cell cell) { return grids_[cell.level].cls[index(cell)]; }
  float& obj(Cell cell) { return grids_[cell.level].obj[index(cell)]; }

  std::vector<Detection> decode(const YunetOptions& options = {}) const {
    std::vector<YunetLevel> levels;
    for (const Grid& g : grids_) levels.push_back({g.stride, g.cls, g.obj, g.bbox, g.kps});
    return decode_yunet(levels, kSide, kSide, options);
  }

 private:
  struct Grid {
    std::uint32_t stride;
    std::vector<float> cls, obj, bbox, kps;
  };
  std::size_t index(Cell cell) const {
    return std::size_t{cell.row} * (kSide / grids_[cell.level].stride) + cell.column;
  }
  std::vector<Grid> grids_;
};

TEST(DecodeYunet, FindsNothingInQuietOutputs) { EXPECT_TRUE(Outputs().decode().empty()); }

TEST(DecodeYunet, ReadsScoreBoxAndLandmarks) {
  Outputs out;
  const Outputs::Cell cell{1, 2, 1};  // Stride 16: its corner is (32, 16).
  out.cls(cell) = 0.9F;
  out.obj(cell) = 0.4F;
  out.bbox(cell, 0) = 0.5F;   // Centre x = (2 + 0.5) * 16 = 40.
  out.bbox(cell, 1) = 0.25F;  // Centre y = (1 + 0.25) * 16 = 20.
  out.bbox(cell, 2) = std::log(2.0F);
  out.bbox(cell, 3) = std::log(0.5F);
  for (std::size_t k = 0; k < 10; ++k) out.kps(cell, k) = 0.1F * static_cast<float>(k);
  const auto faces = out.decode();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_FLOAT_EQ(faces[0].score, 0.6F);
  EXPECT_FLOAT_EQ(faces[0].width, 32);
  EXPECT_FLOAT_EQ(faces[0].height, 8);
  EXPECT_FLOAT_EQ(faces[0].left, 24);
  EXPECT_FLOAT_EQ(faces[0].top, 16);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(faces[0].landmarks[i].x, (2 + 0.2 * static_cast<double>(i)) * 16, 1e-4);
    EXPECT_NEAR(faces[0].landmarks[i].y, (1.1 + 0.2 * static_cast<double>(i)) * 16, 1e-4);
  }
}

TEST(DecodeYunet, CutsScoresToOne) {
  Outputs out;
  out.put({0, 3, 3}, 7, 20);
  ASSERT_EQ(out.decode().size(), 1U);
  EXPECT_EQ(out.decode()[0].score, 1);
  out.cls({0, 3, 3}) = -5;  // Two negative numbers are no face, though their product is positive.
  out.obj({0, 3, 3}) = -5;
  EXPECT_TRUE(out.decode().empty());
}

TEST(DecodeYunet, PassesOverScoresBelowTheLeast) {
  Outputs out;
  out.put({0, 1, 1}, 0.49F, 16);
  out.put({0, 6, 6}, 0.51F, 16);
  ASSERT_EQ(out.decode().size(), 1U);
  EXPECT_FLOAT_EQ(out.decode()[0].score, 0.51F);
  EXPECT_EQ(out.decode({.score_min = 0.4F}).size(), 2U);
}

TEST(DecodeYunet, JoinsOverlappingCandidatesAndKeepsOthersApart) {
  Outputs out;
  out.put({0, 1, 1}, 0.8F, 24);
  out.put({0, 2, 1}, 0.9F, 24);  // Eight pixels beside: half of both is shared.
  out.put({0, 6, 6}, 0.7F, 24);
  const auto faces = out.decode();
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_FLOAT_EQ(faces[0].score, 0.9F);
  EXPECT_FLOAT_EQ(faces[1].score, 0.7F);
  EXPECT_EQ(out.decode({.overlap_max = 0.6F}).size(), 3U);
}

TEST(DecodeYunet, AveragesLandmarksOfNearCandidatesByTheFourthPowerOfTheScore) {
  Outputs out;
  out.put({0, 2, 2}, 0.9F, 40, 0);   // Centre and landmarks (16, 16).
  out.put({0, 3, 2}, 0.6F, 40, 12);  // Centre (24, 16), within 40 / 4; landmarks at x = 36.
  out.put({0, 4, 2}, 0.8F, 40, 20);  // Centre (32, 16): too far to count.
  const auto faces = out.decode({.overlap_max = 0.1F});
  ASSERT_EQ(faces.size(), 1U);
  const double near = std::pow(0.6, 4), best = std::pow(0.9, 4);
  EXPECT_NEAR(faces[0].landmarks[0].x, (best * 16 + near * 36) / (best + near), 1e-3);
  EXPECT_NEAR(faces[0].landmarks[0].y, 16, 1e-3);
  EXPECT_FLOAT_EQ(faces[0].left, -4);  // The box is the best one's alone.
}

TEST(DecodeYunet, PassesOverCellsThatCannotBeCalculatedWith) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const Outputs::Cell cell{0, 4, 4};
  for (const float value : {kNan, kInfinity, -kInfinity, 3e38F, -3e38F}) {
    for (std::size_t n = 0; n < 4; ++n) {
      Outputs out;
      out.put(cell, 0.9F, 20);
      out.put({0, 0, 0}, 0.8F, 10);
      out.bbox(cell, n) = value;
      const auto faces = out.decode();
      ASSERT_EQ(faces.size(), 1U) << "box number " << n << " = " << value;
      EXPECT_FLOAT_EQ(faces[0].score, 0.8F);
    }
    Outputs out;
    out.put(cell, 0.9F, 20);
    out.kps(cell, 7) = value;
    EXPECT_TRUE(out.decode().empty()) << "landmark number " << value;
  }
  Outputs out;
  out.put(cell, 0.9F, 20);
  out.cls(cell) = kNan;
  EXPECT_TRUE(out.decode().empty());
}

TEST(DecodeYunet, KeepsTheBestCandidatesWhereThereAreTooMany) {
  Outputs out;
  for (std::uint32_t column = 0; column < 8; ++column)
    for (std::uint32_t row = 0; row < 8; ++row)
      out.put({0, column, row}, 0.55F + 0.005F * static_cast<float>(row * 8 + column), 4);
  EXPECT_EQ(out.decode().size(), 64U);
  const auto faces = out.decode({.candidates_max = 10});
  ASSERT_EQ(faces.size(), 10U);
  EXPECT_FLOAT_EQ(faces[0].score, 0.55F + 0.005F * 63);
  EXPECT_FLOAT_EQ(faces[9].score, 0.55F + 0.005F * 54);
}

TEST(DecodeYunet, OrdersEqualScoresByPlaceSoThatAnswersRepeat) {
  Outputs out;
  out.put({0, 1, 1}, 0.8F, 8);
  out.put({0, 5, 1}, 0.8F, 8);
  out.put({0, 1, 5}, 0.8F, 8);
  const auto faces = out.decode();
  ASSERT_EQ(faces.size(), 3U);
  EXPECT_FLOAT_EQ(faces[0].top, 36);
  EXPECT_FLOAT_EQ(faces[1].left, 36);
  EXPECT_FLOAT_EQ(faces[2].left, 4);
}

TEST(Overlap, IsIntersectionOverUnion) {
  const Detection a{.score = 1, .left = 0, .top = 0, .width = 10, .height = 10};
  EXPECT_FLOAT_EQ(overlap(a, a), 1);
  EXPECT_FLOAT_EQ(overlap(a, {.score = 1, .left = 5, .top = 0, .width = 10, .height = 10}), 50.0F / 150);
  EXPECT_EQ(overlap(a, {.score = 1, .left = 10, .top = 0, .width = 10, .height = 10}), 0);
  EXPECT_EQ(overlap(a, {.score = 1, .left = 3, .top = 30, .width = 1, .height = 1}), 0);
}

}  // namespace
}  // namespace mien::vision
