#include "app/cut_photo.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/limits.h"
#include "vision/resize.h"
#include "vision/warp.h"

namespace mien::app {
namespace {

/// Of the face's longer side: room for hair and chin.
constexpr float kMargin = 1.6F;
constexpr int kJpegQuality = 85;

struct Square {
  float left_px, top_px, side_px;
};

/// Round the box, moved and made smaller where it would leave the picture.
Square square_round(const BoundingBox& box, const DecodedImage& image) {
  const auto width = static_cast<float>(image.pixels.width_px());
  const auto height = static_cast<float>(image.pixels.height_px());
  const float side =
      std::clamp(kMargin * std::max(box.width * width, box.height * height), 1.0F, std::min(width, height));
  const float centre_x = (box.left + box.width / 2) * width;
  const float centre_y = (box.top + box.height / 2) * height;
  return {std::clamp(centre_x - side / 2, 0.0F, width - side), std::clamp(centre_y - side / 2, 0.0F, height - side),
          side};
}

/// Averages first, so that nothing aliases, then interpolates.
Rgb8Image scale(const Rgb8Image& picture, const Square& square, std::uint32_t side_px) {
  const auto factor = std::max(1U, static_cast<std::uint32_t>(square.side_px / static_cast<float>(side_px)));
  const auto left = static_cast<std::uint32_t>(square.left_px);
  const auto top = static_cast<std::uint32_t>(square.top_px);
  const auto side = static_cast<std::uint32_t>(square.side_px);
  const Rgb8Image shrunk =
      vision::box_shrink(picture, {.left = left, .top = top, .width = side, .height = side}, factor);
  constexpr double kOne = 65'536;  // WarpSteps has 16 bits of fraction.
  const double step = static_cast<double>(shrunk.width_px()) / side_px;
  const auto first = std::llround((step / 2 - 0.5) * kOne);
  return vision::warp(shrunk,
                      {.x = std::max(0LL, first), .y = std::max(0LL, first), .dx = std::llround(step * kOne), .dy = 0},
                      side_px);
}

/// The decoder took these bytes when they were registered, so that their beginning tells what they are.
ImageFormat format_of(std::span<const std::byte> file) {
  const auto first = file.empty() ? std::byte{0} : file.front();
  if (first == std::byte{0x89}) return ImageFormat::kPng;
  return first == std::byte{'R'} ? ImageFormat::kWebp : ImageFormat::kJpeg;
}

}  // namespace

Result<std::vector<std::byte>> CutPhoto::cut_out(std::span<const std::byte> file, const BoundingBox& box,
                                                 std::uint32_t side_px) const {
  const float face_share = std::max({box.width, box.height, 0.01F});
  const auto long_side = static_cast<float>(side_px) / (kMargin * face_share);
  MIEN_TRY(const DecodedImage image,
           ports_.decoder.decode(file, {.accepted = AcceptedFormats::kJpegPngWebp,
                                        .bytes_max = limits::kObjectBytesMax,
                                        .long_side_px_min = static_cast<std::uint32_t>(std::clamp(
                                            2 * long_side, 1.0F, static_cast<float>(limits::kImageSidePxMax)))}));
  return ports_.encoder.jpeg(scale(image.pixels, square_round(box, image), side_px), kJpegQuality);
}

Result<Photo> CutPhoto::run(const Request& request) const {
  if (request.side_px && (*request.side_px < limits::kPhotoSidePxMin || *request.side_px > limits::kPhotoSidePxMax))
    return fail(ErrorCode::kInvalidArgument, "size must be " + std::to_string(limits::kPhotoSidePxMin) + " to " +
                                                 std::to_string(limits::kPhotoSidePxMax) + ".");
  MIEN_TRY(const Turns::Turn turn, ports_.turns.take(request.patience));
  MIEN_TRY(std::vector<std::byte> file, ports_.objects.get(request.object));
  if (!request.side_px) {
    const ImageFormat format = format_of(file);
    return Photo{std::move(file), format};
  }
  MIEN_TRY(std::vector<std::byte> cut, cut_out(file, request.box, *request.side_px));
  return Photo{std::move(cut), ImageFormat::kJpeg};
}

}  // namespace mien::app
