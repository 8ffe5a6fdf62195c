#pragma once

#include <cstddef>
#include <vector>

#include "core/image.h"
#include "core/result.h"

namespace mien {

/// Turns pixels into a file that browsers show. Stateless and thread-safe. Adapter: image_codec.
class ImageEncoder {
 public:
  virtual ~ImageEncoder() = default;
  /// A JPEG. @param quality  1..100 as libjpeg counts
  /// @errors kInvalidArgument (an empty picture, a side above kImageSidePxMax, no such quality), kOverloaded (memory)
  virtual Result<std::vector<std::byte>> jpeg(Rgb8View picture, int quality) const = 0;
};

}  // namespace mien
