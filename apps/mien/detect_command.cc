#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "adapters/image_codec/image_codec.h"
#include "api/json/writer.h"
#include "app/face_selection.h"
#include "commands.h"
#include "draw.h"
#include "exit_codes.h"
#include "files.h"

namespace mien::cli {
namespace {

constexpr std::string_view name_of(QualityReason reason) {
  switch (reason) {  // Rekognition's own names, in lower case.
    case QualityReason::kExceedsMaxFaces:
      return "exceeds_max_faces";
    case QualityReason::kExtremePose:
      return "extreme_pose";
    case QualityReason::kLowBrightness:
      return "low_brightness";
    case QualityReason::kLowSharpness:
      return "low_sharpness";
    case QualityReason::kLowConfidence:
      return "low_confidence";
    case QualityReason::kSmallBoundingBox:
      return "small_bounding_box";
    case QualityReason::kLowFaceQuality:
      return "low_face_quality";
  }
  return "";
}

std::string joined(const std::vector<QualityReason>& reasons) {
  std::string out;
  for (const QualityReason reason : reasons) out.append(out.empty() ? "" : ", ").append(name_of(reason));
  return out.empty() ? "-" : out;
}

std::string format(const char* pattern, double a, double b, double c = 0, double d = 0) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), pattern, a, b, c, d);
  return text.data();
}

void print_table(const ReadImage& image) {
  std::printf("%u x %u pixels, %zu face%s\n", image.width_px, image.height_px, image.faces.size(),
              image.faces.size() == 1 ? "" : "s");
  if (image.faces.empty()) return;
  std::printf("\n%3s  %-23s  %-27s  %7s  %-19s  %6s  %5s  %s\n", "#", "box px (x y w h)", "box ratio (x y w h)",
              "conf %", "roll yaw pitch deg", "bright", "sharp", "auto filter refuses for");
  for (std::size_t i = 0; i < image.faces.size(); ++i) {
    const DetectedFace& f = image.faces[i].face;
    const double width = image.width_px;
    const double height = image.height_px;
    const BoundingBox& b = f.box;
    std::printf(
        "%3zu  %-23s  %-27s  %7.3f  %-19s  %6.1f  %5.1f  %s\n", i,
        format("%.0f %.0f %.0f %.0f", b.left * width, b.top * height, b.width * width, b.height * height).c_str(),
        format("%.4f %.4f %.4f %.4f", double{b.left}, double{b.top}, double{b.width}, double{b.height}).c_str(),
        double{f.confidence_pct},
        format("%.1f %.1f %.1f", double{f.pose.roll_deg}, double{f.pose.yaw_deg}, double{f.pose.pitch_deg}).c_str(),
        double{f.quality.brightness}, double{f.quality.sharpness}, joined(image.faces[i].rejected_for).c_str());
  }
}

void write_box(api::JsonWriter& json, const BoundingBox& box, float scale_x, float scale_y) {
  json.begin_object().member("left", box.left * scale_x).member("top", box.top * scale_y);
  json.member("width", box.width * scale_x).member("height", box.height * scale_y).end_object();
}

void print_json(const ReadImage& image) {
  constexpr std::array<std::string_view, 5> kNames{"eye_left", "eye_right", "nose", "mouth_left", "mouth_right"};
  api::JsonWriter json;
  json.begin_object().key("width_px").unsigned_integer(image.width_px);
  json.key("height_px").unsigned_integer(image.height_px).key("faces").begin_array();
  for (const ReadFace& found : image.faces) {
    const DetectedFace& f = found.face;
    json.begin_object().key("box");
    write_box(json, f.box, 1, 1);
    json.key("box_px");
    write_box(json, f.box, static_cast<float>(image.width_px), static_cast<float>(image.height_px));
    json.key("landmarks").begin_object();
    for (std::size_t i = 0; i < kNames.size(); ++i)
      json.key(kNames[i]).begin_object().member("x", f.landmarks[i].x).member("y", f.landmarks[i].y).end_object();
    json.end_object().member("confidence", f.confidence_pct).key("pose").begin_object();
    json.member("roll", f.pose.roll_deg).member("yaw", f.pose.yaw_deg).member("pitch", f.pose.pitch_deg).end_object();
    json.member("brightness", f.quality.brightness).member("sharpness", f.quality.sharpness);
    json.key("refused_for").begin_array();
    for (const QualityReason reason : found.rejected_for) json.string(name_of(reason));
    json.end_array().end_object();
  }
  std::printf("%s\n", json.end_array().end_object().take().c_str());
}

Result<ReadImage> find_faces(const DetectCommand& command, std::span<const std::byte> file) {
  MIEN_TRY(const auto models, LoadedModels::load(command.models, 1));
  MIEN_TRY(const auto analysers, models->make_analysers());
  auto image = analysers.front()->read(
      file, {.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = limits::kObjectImageBytesMax});
  if (!image) {
    image.error().message = command.file + ": " + image.error().message;
    return image;
  }
  for (ReadFace& face : image->faces) face.rejected_for = app::quality_reasons(face.face, QualityFilter::kAuto);
  return image;
}

Result<void> draw(const std::string& target, std::span<const std::byte> file, std::span<const ReadFace> faces) {
  const image_codec::ImageCodec codec;
  MIEN_TRY(DecodedImage picture,
           codec.decode(file, {.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = limits::kObjectImageBytesMax}));
  draw_faces(picture.pixels, faces);
  MIEN_TRY(const auto png, image_codec::encode_png(picture.pixels));
  return write_file(target, png);
}

}  // namespace

int detect(const DetectCommand& command) {
  const auto file = read_file(command.file);
  if (!file) {
    report(file.error());
    return kUsage;
  }
  const auto image = find_faces(command, *file);
  if (!image) return report(image.error());
  if (command.json)
    print_json(*image);
  else
    print_table(*image);
  if (command.draw.empty()) return kDone;
  const auto drawn = draw(command.draw, *file, image->faces);
  return drawn ? kDone : report(drawn.error());
}

}  // namespace mien::cli
