#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/face.h"
#include "ports/face_reader.h"

namespace mien::app {

/// What registration and verification would say of a picture, found without comparing or keeping anything: for those
/// who stand before a camera.
class AssessPhoto {
 public:
  enum class Verdict : std::uint8_t { kUsable, kNoFace, kSeveralFaces, kLowQuality };
  struct Response {
    Verdict verdict = Verdict::kNoFace;
    std::vector<QualityReason> reasons;  ///< Of the largest face.
    std::vector<DetectedFace> faces;     ///< Largest first; faces under a third of its width may be missing.
  };
  explicit AssessPhoto(const FaceReader& reader) : reader_(reader) {}
  /// @errors those of FaceReader
  Result<Response> run(std::span<const std::byte> image, const Patience& patience) const;

 private:
  const FaceReader& reader_;
};

/// "ok", "no_face", "several_faces", "low_quality".
std::string_view name_of(AssessPhoto::Verdict verdict);

}  // namespace mien::app
