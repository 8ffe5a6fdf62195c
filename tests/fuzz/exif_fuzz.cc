// Any bytes of an Exif block give one of the eight orientations or none.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "adapters/image_codec/exif.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto orientation = mien::image_codec::exif_orientation(std::as_bytes(std::span(data, size)));
  if (orientation && (static_cast<int>(*orientation) < 1 || static_cast<int>(*orientation) > 8)) std::abort();
  return 0;
}
