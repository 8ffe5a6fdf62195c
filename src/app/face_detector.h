#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/image.h"
#include "ports/face_reader.h"
#include "ports/net.h"
#include "vision/yunet.h"

namespace mien::app {

/// Finds faces with YuNet at up to three input sizes (longer side 320, 640 and 1280 pixels): the small one sees faces
/// up to full-frame close-ups and costs little, the large one sees faces of 40 pixels in a 1920x1080 picture. Measured:
/// at 1280 a face that fills the picture comes out wrong, at 320 one of 40 pixels is missed. Not thread-safe.
class FaceDetector {
 public:
  /// Longer side that a picture needs for `which` to see everything it promises.
  static constexpr std::uint32_t kDecodeForLargestPx = 640;
  static constexpr std::uint32_t kDecodeForAllPx = 1280;

  /// @errors kIncompatible  the net is not YuNet: it lacks one of the outputs cls/obj/bbox/kps at strides 8, 16, 32.
  static Result<std::unique_ptr<FaceDetector>> open(const Net& net);

  struct Found {
    std::vector<vision::Detection> faces;  ///< In pixels of `picture`, largest first.
    bool wants_larger = false;             ///< A picture with more pixels might show more; only if picture_is_reduced.
  };
  /// @param picture_is_reduced  the picture was decoded smaller than its file, so a larger look is possible.
  /// @errors kInternal
  Result<Found> detect(Rgb8View picture, FaceReader::Which which, bool picture_is_reduced);

 private:
  struct OutputOrder {
    std::array<std::size_t, 3> cls, obj, bbox, kps;
  };
  FaceDetector(std::unique_ptr<Net::Session> session, const OutputOrder& order)
      : session_(std::move(session)), order_(order) {}
  Result<std::vector<vision::Detection>> look(Rgb8View picture, std::uint32_t long_side);

  std::unique_ptr<Net::Session> session_;
  OutputOrder order_;
};

}  // namespace mien::app
