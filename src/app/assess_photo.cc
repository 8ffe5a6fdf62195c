#include "app/assess_photo.h"

#include "app/face_selection.h"
#include "app/person_photos.h"
#include "core/limits.h"

namespace mien::app {

Result<AssessPhoto::Response> AssessPhoto::run(std::span<const std::byte> image, const Patience& patience) const {
  MIEN_TRY(const ReadImage read, reader_.read(image, {.accepted = AcceptedFormats::kJpegPngWebp,
                                                      .bytes_max = limits::kObjectImageBytesMax,
                                                      .which = FaceReader::Which::kLargest,
                                                      .patience = patience}));
  Response out;
  for (const ReadFace& face : read.faces) out.faces.push_back(face.face);
  if (out.faces.empty()) return out;
  out.reasons = quality_reasons(out.faces.front(), kPersonPhotoFilter);
  if (has_rival(read.faces))
    out.verdict = Verdict::kSeveralFaces;
  else
    out.verdict = out.reasons.empty() ? Verdict::kUsable : Verdict::kLowQuality;
  return out;
}

std::string_view name_of(AssessPhoto::Verdict verdict) {
  switch (verdict) {
    case AssessPhoto::Verdict::kUsable:
      return "ok";
    case AssessPhoto::Verdict::kNoFace:
      return "no_face";
    case AssessPhoto::Verdict::kSeveralFaces:
      return "several_faces";
    case AssessPhoto::Verdict::kLowQuality:
      break;
  }
  return "low_quality";
}

}  // namespace mien::app
