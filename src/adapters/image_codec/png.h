#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/result.h"
#include "ports/image_decoder.h"

namespace mien::image_codec {

/// A PNG file as ImageDecoder::decode promises; the caller has looked at its first bytes and its length.
/// Throws nothing but std::bad_alloc.
Result<DecodedImage> decode_png(std::span<const std::byte> file, const ImageDecoder::Options& options);

}  // namespace mien::image_codec
