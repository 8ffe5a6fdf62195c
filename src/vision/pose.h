#pragma once

#include "core/face.h"

namespace mien::vision {

/// Head pose from the five landmarks: a generic 3-D face is fitted to them under weak perspective (the face is small
/// against its distance), and the rotation is read off as Rz(roll) Ry(yaw) Rx(pitch). Positive yaw turns the nose to
/// the picture's right, positive pitch looks up, positive roll leans the head clockwise in the picture.
///
/// Fitted and checked against another net, Open Model Zoo's head-pose-estimation-adas-0001 (mean absolute difference on
/// LFW view 1, CFP frontal, CFP profile and FairFace): yaw 3.1, 2.9, 8.9 and 4.7 degrees; roll 2.3, 2.0, 11.6 and 4.2;
/// pitch 8.0, 6.9, 13.0 and 9.7, so pitch is coarse. Beyond 60 degrees of yaw pitch and roll mean little, and both nets
/// read profiles as about 50 degrees.
/// @param landmarks_px  in pixels (or any unit with square pixels)
Pose estimate_pose(const Landmarks& landmarks_px);

}  // namespace mien::vision
