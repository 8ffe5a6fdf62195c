// Any bytes that begin like a WebP file give a picture within limits or a documented error: see picture_checks.h.
#include <cstddef>
#include <cstdint>

#include "fuzz/picture_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return mien::fuzz::check_picture(data, size, mien::ImageFormat::kWebp);
}
