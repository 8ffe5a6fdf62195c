#include "app/largest_face.h"

#include <string>
#include <string_view>

namespace mien::app {
namespace {

std::string_view phrase(QualityReason reason) {
  switch (reason) {
    case QualityReason::kExceedsMaxFaces:
      return "too many faces";
    case QualityReason::kExtremePose:
      return "the pose is too extreme";
    case QualityReason::kLowBrightness:
      return "the image is too dark";
    case QualityReason::kLowSharpness:
      return "the image is too blurry";
    case QualityReason::kLowConfidence:
      return "it is not certain to be a face";
    case QualityReason::kSmallBoundingBox:
      return "the face is too small";
    case QualityReason::kLowFaceQuality:
      return "the quality of the face is too low";
  }
  return "";
}

}  // namespace

Result<ReadImage> read_largest_face(const FaceReader& reader, std::span<const std::byte> image,
                                    FaceReader::Options options) {
  options.which = FaceReader::Which::kLargest;
  options.embeddings_max = 1;
  MIEN_TRY(ReadImage read, reader.read(image, options));
  if (read.faces.empty()) return std::unexpected(no_face_error());
  return read;
}

Result<void> check_usable(const ReadFace& face) {
  if (face.rejected_for.empty()) {
    if (face.embedding) return {};
    return fail(ErrorCode::kInternal, "The face could not be measured.", "the reader gave no embedding");
  }
  std::string reasons;
  for (const QualityReason reason : face.rejected_for) {
    if (!reasons.empty()) reasons += ", ";
    reasons += phrase(reason);
  }
  return fail(ErrorCode::kLowQuality, "The face does not pass the quality filter: " + reasons + ".");
}

Error no_face_error() {
  return {ErrorCode::kNoFaceInImage, "There are no faces in the image. Should be at least 1.", {}, {}};
}

}  // namespace mien::app
