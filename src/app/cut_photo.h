#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "app/turns.h"
#include "core/face.h"
#include "core/patience.h"
#include "ports/image_decoder.h"
#include "ports/image_encoder.h"
#include "ports/objects.h"

namespace mien::app {

struct Photo {
  std::vector<std::byte> file;
  ImageFormat format = ImageFormat::kJpeg;
};

/// A stored picture of a face: as it was sent, or the face cut out of it for a list. Thread-safe.
class CutPhoto {
 public:
  struct Request {
    ObjectKey object;
    BoundingBox box{};
    std::optional<std::uint32_t> side_px{};  ///< Of the square round the face; none: the whole file.
    Patience patience{};
  };
  /// All borrowed; they outlive this object.
  struct Ports {
    const Objects& objects;
    const ImageDecoder& decoder;
    const ImageEncoder& encoder;
    Turns& turns;  ///< Of those who decode: a picture of the largest size has 240 MB of pixels.
  };
  explicit CutPhoto(Ports ports) : ports_(ports) {}
  /// @errors kInvalidArgument (side_px), kNotFound, kOverloaded, kUnavailable, and those of Patience
  Result<Photo> run(const Request& request) const;

 private:
  Result<std::vector<std::byte>> cut_out(std::span<const std::byte> file, const BoundingBox& box,
                                         std::uint32_t side_px) const;

  Ports ports_;
};

}  // namespace mien::app
