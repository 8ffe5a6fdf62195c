#pragma once

#include "core/face.h"
#include "core/image.h"

namespace mien::vision {

/// Brightness and sharpness of an aligned face, 0..100 each, over the middle of the crop (its left and right fifths and
/// upper quarter are hair and background). Integer luma Y = (77 R + 150 G + 29 B + 128) / 256.
/// Brightness is the mean of Y in percent of white. Sharpness is 100 (log2 r + 10) / 12, cut to 0..100, with r the mean
/// square of Y's Laplacian over Y's variance + 25: the share of fine detail in the contrast, so that neither light nor
/// contrast changes it much. LFW's medians are 51 and 49; a Gaussian blur with sigma 2 of LFW's faces brings sharpness
/// to
/// 24. Blind to JPEG blocks, which count as detail.
/// @param aligned_face  a square crop of a recogniser with eyes at about 46 % of its height
ImageQuality measure_quality(Rgb8View aligned_face);

}  // namespace mien::vision
