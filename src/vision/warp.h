#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/image.h"

namespace mien::vision {

/// Coordinates in a picture and steps between them, with 16 bits of fraction.
struct WarpSteps {
  std::int64_t x = 0, y = 0;    ///< Of the crop's upper left pixel, in pixels of the picture.
  std::int64_t dx = 0, dy = 0;  ///< From a pixel of the crop to its right neighbour; downwards it is (-dy, dx).
};

/// A square crop of rotated and scaled pixels: bilinear with 8 bits of fraction, pixels outside of the picture black.
/// The same pixels on every machine.
Rgb8Image warp(Rgb8View picture, const WarpSteps& steps, std::uint32_t size_px);

/// One instruction set's way to sample a run of pixels that lie inside of the picture, neighbours included.
struct WarpKernel {
  std::string_view name;
  void (*run)(Rgb8View picture, const WarpSteps& steps, std::uint32_t count, std::uint8_t* out);
};
/// What this machine can run, slowest first. The scalar kernel is always there.
std::vector<WarpKernel> available_warp_kernels();
/// warp() by a kernel of the caller's choice.
Rgb8Image warp_by(const WarpKernel& kernel, Rgb8View picture, const WarpSteps& steps, std::uint32_t size_px);

}  // namespace mien::vision
