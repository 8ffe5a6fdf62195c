#pragma once

#include <vector>

#include "vision/warp.h"

namespace mien::vision {

/// The kernel of every machine.
void run_warp_scalar(Rgb8View picture, const WarpSteps& steps, std::uint32_t count, std::uint8_t* out);
/// Appends what an x86-64 machine has beyond it; nothing elsewhere.
void add_x86_warp_kernels(std::vector<WarpKernel>& kernels);

}  // namespace mien::vision
