#pragma once

#include <cstddef>
#include <cstdint>

#include "ports/image_decoder.h"

namespace mien::fuzz {

/// What each target for one format of pictures asserts of any bytes: a picture within the limits, whole and the same
/// each time, at whatever scale; or one of the documented errors, the same at each scale. The first byte of the input
/// picks the options. Inputs of other formats are passed over: they have targets of their own.
/// @return what libFuzzer wants: -1 keeps the input out of the corpus.
int check_picture(const std::uint8_t* data, std::size_t size, ImageFormat format);

}  // namespace mien::fuzz
