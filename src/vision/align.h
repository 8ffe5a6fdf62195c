#pragma once

#include "core/face.h"
#include "core/image.h"
#include "core/model_pack.h"

namespace mien::vision {

/// x' = a x - b y + tx, y' = b x + a y + ty: rotation, uniform scale and shift, no reflection.
struct SimilarityTransform {
  double a = 1;
  double b = 0;
  double tx = 0;
  double ty = 0;
  PointF apply(PointF p) const {
    return {static_cast<float>(a * p.x - b * p.y + tx), static_cast<float>(b * p.x + a * p.y + ty)};
  }
};

/// The similarity transform that carries `from` closest to `to` in the sense of least squares. Where all points of
/// `from` coincide it is a mere shift.
SimilarityTransform fit_similarity(const Landmarks& from, const Landmarks& to);

/// Cuts the face out so that its landmarks lie on the template's: bilinear, over box averages where the face is more
/// than 1.5 times as large as the crop, black outside of the picture. Fixed-point: the same pixels on every machine.
/// @param landmarks_px  in pixels of `picture`, pixel centres at whole numbers.
Rgb8Image align_face(Rgb8View picture, const Landmarks& landmarks_px, const AlignmentTemplate& to);

}  // namespace mien::vision
