#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ports/face_reader.h"

namespace mien::app {

/// Finds the faces of a picture and measures them; identifies nobody and keeps nothing.
class DetectFaces {
 public:
  explicit DetectFaces(const FaceReader& reader) : reader_(reader) {}
  /// Largest first, at most limits::kFacesPerImageMax. @errors those of FaceReader
  Result<std::vector<DetectedFace>> run(std::span<const std::byte> image, const Patience& patience) const;

 private:
  const FaceReader& reader_;
};

}  // namespace mien::app
