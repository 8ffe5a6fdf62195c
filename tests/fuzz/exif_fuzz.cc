// Any bytes of an Exif block give one of the eight orientations or none, with and without the prefix that JPEG puts
// before it, and whatever follows.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/image_codec/exif.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto orientation = mien::image_codec::exif_orientation(std::as_bytes(std::span(data, size)));
  if (orientation && (static_cast<int>(*orientation) < 1 || static_cast<int>(*orientation) > 8)) std::abort();
  std::vector<std::uint8_t> more(data, data + size);
  more.insert(more.end(), 16, 0xFF);
  if (orientation && mien::image_codec::exif_orientation(std::as_bytes(std::span(more))) != orientation) std::abort();
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  if (std::string_view(reinterpret_cast<const char*>(data), size).starts_with(kPrefix)) return 0;
  std::vector<std::uint8_t> prefixed(kPrefix.begin(), kPrefix.end());
  prefixed.insert(prefixed.end(), data, data + size);
  if (mien::image_codec::exif_orientation(std::as_bytes(std::span(prefixed))) != orientation) std::abort();
  return 0;
}
