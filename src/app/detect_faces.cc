#include "app/detect_faces.h"

namespace mien::app {

Result<std::vector<DetectedFace>> DetectFaces::run(std::span<const std::byte> image, const Patience& patience) const {
  MIEN_TRY(const ReadImage read, reader_.read(image, {.bytes_max = limits::kObjectImageBytesMax,
                                                      .which = FaceReader::Which::kAll,
                                                      .patience = patience}));
  std::vector<DetectedFace> faces;
  faces.reserve(read.faces.size());
  for (const ReadFace& face : read.faces) faces.push_back(face.face);
  return faces;
}

}  // namespace mien::app
