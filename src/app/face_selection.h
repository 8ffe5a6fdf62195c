#pragma once

#include <cstddef>
#include <vector>

#include "core/face.h"
#include "ports/face_reader.h"

namespace mien::app {

/// Why a face does not reach a filter's bar; empty where it does. The bars are provisional, set on LFW view 1, CFP and
/// FairFace (docs/accuracy.md): the automatic one refuses under half a percent of LFW's faces.
std::vector<QualityReason> quality_reasons(const DetectedFace& face, QualityFilter filter);

/// Marks every face that the filter refuses, then, where more than `faces_max` are left, the smallest of them with
/// kExceedsMaxFaces. `faces` are sorted largest first.
void select_faces(std::vector<ReadFace>& faces, QualityFilter filter, std::size_t faces_max);

}  // namespace mien::app
