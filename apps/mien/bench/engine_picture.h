#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "app/analyser.h"

namespace mien::cli {

/// The JPEG that is measured: 640x480 pixels with one face.
struct BenchPicture {
  std::string source;  ///< The photo it was made of.
  std::vector<std::byte> jpeg;
  double face_px = 0;  ///< Width of the face's box.
};
inline constexpr std::uint32_t kBenchWidthPx = 640;
inline constexpr std::uint32_t kBenchHeightPx = 480;

/// Takes the photo as it is where it has that size and format; else cuts the largest 4:3 piece around its largest face
/// out, scales it to 640x480 and writes it with quality 90.
/// @errors kInvalidArgument  there is no photo, or not one with one face; the message says what is needed.
Result<BenchPicture> make_bench_picture(const std::string& image, app::Analyser& analyser);

}  // namespace mien::cli
