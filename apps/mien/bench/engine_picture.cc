#include "bench/engine_picture.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "adapters/image_codec/image_codec.h"
#include "files.h"
#include "vision/align.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kJpegQuality = 90;

FaceReader::Options every_face() {
  return {.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = limits::kObjectImageBytesMax};
}

/// The corners and the middle of a rectangle, in the coordinates of pixel centres.
Landmarks corners(double left, double top, double width, double height) {
  const auto point = [&](double x, double y) {
    return PointF{static_cast<float>(left + x * width - 0.5), static_cast<float>(top + y * height - 0.5)};
  };
  return {point(0, 0), point(1, 0), point(0.5, 0.5), point(0, 1), point(1, 1)};
}

/// The largest 4:3 piece of the picture whose middle is as near to the face's as the edges allow, scaled to 640x480.
/// What cuts out aligned faces scales up and down, so no second way of scaling is needed; it makes squares, of which
/// the upper part is taken.
Rgb8Image on_canvas(Rgb8View picture, const BoundingBox& face) {
  const double width = std::min<double>(picture.width_px, picture.height_px * 4.0 / 3);
  const double height = width * 3 / 4;
  const auto start = [](double middle, double cut, double whole) {
    return std::clamp(middle - cut / 2, 0.0, std::max(whole - cut, 0.0));
  };
  const double left = start((double{face.left} + double{face.width} / 2) * picture.width_px, width, picture.width_px);
  const double top = start((double{face.top} + double{face.height} / 2) * picture.height_px, height, picture.height_px);
  const Rgb8Image square = vision::align_face(picture, corners(left, top, width, height),
                                              {corners(0, 0, kBenchWidthPx, kBenchHeightPx), kBenchWidthPx});
  Rgb8Image canvas(kBenchWidthPx, kBenchHeightPx);
  std::memcpy(canvas.row(0), square.row(0), canvas.stride_bytes() * kBenchHeightPx);
  return canvas;
}

}  // namespace

Result<BenchPicture> make_bench_picture(const std::string& image, app::Analyser& analyser) {
  const fs::path file = image;
  MIEN_TRY(std::vector<std::byte> bytes, read_file(file));
  MIEN_TRY(const ReadImage seen, analyser.read(bytes, every_face()));
  if (seen.faces.empty()) return fail(ErrorCode::kInvalidArgument, file.string() + " shows no face.");
  const image_codec::ImageCodec codec;
  MIEN_TRY(const DecodedImage picture,
           codec.decode(bytes, {.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = limits::kObjectImageBytesMax}));
  BenchPicture made{file.string(), {}, 0};
  if (picture.format == ImageFormat::kJpeg && seen.width_px == kBenchWidthPx && seen.height_px == kBenchHeightPx) {
    made.jpeg = std::move(bytes);
  } else {
    const Rgb8Image canvas = on_canvas(picture.pixels, seen.faces.front().face.box);
    MIEN_TRY(made.jpeg, image_codec::encode_jpeg(canvas, kJpegQuality));
  }
  MIEN_TRY(const ReadImage again, analyser.read(made.jpeg, every_face()));
  if (again.faces.size() != 1)
    return fail(ErrorCode::kInvalidArgument, "The 640x480 picture made of " + file.string() + " shows " +
                                                 std::to_string(again.faces.size()) + " faces, it must be one.");
  made.face_px = double{again.faces.front().face.width_px};
  return made;
}

}  // namespace mien::cli
