#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/calibration.h"
#include "core/face.h"

namespace mien {

/// Where a recogniser wants the five landmarks in its square input, in pixels.
struct AlignmentTemplate {
  Landmarks points{};
  std::uint32_t size_px = 0;
};

enum class ChannelOrder : std::uint8_t { kRgb, kBgr };

/// How a net wants its pixels: value = (pixel - mean) / deviation, per channel in the order R, G, B of the picture
/// whatever the order of the planes.
struct PixelScaling {
  ChannelOrder order = ChannelOrder::kRgb;
  std::array<float, 3> mean{0, 0, 0};
  std::array<float, 3> deviation{1, 1, 1};
};

/// A recognition net and how it wants to be fed.
struct Recogniser {
  std::string net;  ///< Its name in the manifest.
  AlignmentTemplate alignment{};
  PixelScaling scaling{};
  std::size_t dimension = 0;
  /// Share of this net in the fused embedding, for frontal faces and for profiles; over all nets of a pack each sums to
  /// 1. Fused = the nets' unit vectors, each times the root of its share, one after the other: the cosine of two fused
  /// embeddings is then the shares' mean of the nets' cosines.
  double share_frontal = 1;
  double share_profile = 1;
};

/// What turns pictures into embeddings that can be compared with each other, and what their scores mean. Data: a user
/// adds one without recompiling.
struct ModelPack {
  std::string name;
  std::string face_model_version;
  std::string detector;  ///< Name of the YuNet net in the manifest.
  std::vector<Recogniser> recognisers;
  /// |yaw| up to which a face counts as frontal, and from which as profile; between, the shares follow the smooth step
  /// t^2 (3 - 2 t).
  double yaw_frontal_deg = 0;
  double yaw_profile_deg = 90;
  std::vector<Calibration::Knot> calibration;
  std::string calibrated_on;  ///< For people: which data and tool the knots come from.

  std::size_t dimension() const {
    std::size_t sum = 0;
    for (const Recogniser& r : recognisers) sum += r.dimension;
    return sum;
  }
};

}  // namespace mien
