#include "app/face_detector.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <tuple>

#include "core/limits.h"
#include "vision/resize.h"

namespace mien::app {
namespace {

constexpr std::array<std::uint32_t, 3> kStrides{8, 16, 32};
constexpr std::array<std::uint32_t, 3> kLooks{320, 640, 1280};

/// What is reported must reach this: scores of real faces begin at 0.77 on LFW view 1 and CFP, and 22 of 23 group
/// photos are counted right.
constexpr float kReportScore = 0.7F;
/// A face that is turned or covered may stay below; where nothing reaches the bar, the best from here on is taken.
constexpr float kLastResortScore = 0.5F;
/// Faces whose longer side has at least so many pixels in the detector's input are seen as well as they get.
constexpr float kTrustedSidePx = 32;
/// YuNet's cells do not see the whole of a face beyond this side: what it then reports are parts.
constexpr float kPlausibleSidePx = 360;
constexpr float kSameFaceOverlap = 0.3F;

std::uint32_t round_up_32(double v) { return static_cast<std::uint32_t>(std::ceil(v / 32)) * 32; }

/// One of five shapes for each long side, so that few nets are compiled whatever shapes callers send.
struct InputShape {
  std::uint32_t width;
  std::uint32_t height;
};
InputShape input_shape(Rgb8View picture, std::uint32_t long_side) {
  const auto [shorter, longer] = std::minmax(picture.width_px, picture.height_px);
  const double ratio = static_cast<double>(shorter) / longer;
  std::uint32_t short_side = long_side;
  if (longer >= long_side) {  // A smaller picture is padded into the square.
    if (ratio <= 0.6)
      short_side = round_up_32(0.6 * long_side);
    else if (ratio <= 0.75)
      short_side = round_up_32(0.75 * long_side);
  }
  return picture.width_px >= picture.height_px ? InputShape{long_side, short_side} : InputShape{short_side, long_side};
}

float input_side(const vision::Detection& face, Rgb8View picture, std::uint32_t look) {
  const float scale =
      std::min(1.0F, static_cast<float>(look) / static_cast<float>(std::max(picture.width_px, picture.height_px)));
  return std::max(face.width, face.height) * scale;
}

bool known(const std::vector<vision::Detection>& faces, const vision::Detection& face) {
  return std::ranges::any_of(faces, [&](const auto& f) { return vision::overlap(f, face) > kSameFaceOverlap; });
}

void sort_largest_first(std::vector<vision::Detection>& faces) {
  // Equal areas are told apart by place, so that answers repeat.
  std::ranges::sort(faces, std::greater{}, [](const auto& f) { return std::tuple(f.width * f.height, f.top, f.left); });
}

/// Joins a larger look into what smaller ones found: it wins for small faces, they win for large ones.
std::vector<vision::Detection> merge(const std::vector<vision::Detection>& coarse, std::uint32_t coarse_look,
                                     const std::vector<vision::Detection>& fine, std::uint32_t fine_look,
                                     Rgb8View picture) {
  std::vector<vision::Detection> faces;
  for (const auto& face : coarse)
    if (input_side(face, picture, coarse_look) >= kTrustedSidePx) faces.push_back(face);
  for (const auto& face : fine)
    if (input_side(face, picture, fine_look) <= kPlausibleSidePx && !known(faces, face)) faces.push_back(face);
  for (const auto& face : coarse)
    if (!known(faces, face)) faces.push_back(face);
  return faces;
}

void keep_scores_from(std::vector<vision::Detection>& faces, float score) {
  std::erase_if(faces, [&](const auto& f) { return f.score < score; });
}

}  // namespace

Result<std::unique_ptr<FaceDetector>> FaceDetector::open(const Net& net) {
  OutputOrder order{};
  const auto& names = net.output_names();
  for (std::size_t level = 0; level < kStrides.size(); ++level)
    for (const auto& [prefix, place] : {std::pair{"cls_", &order.cls}, std::pair{"obj_", &order.obj},
                                        std::pair{"bbox_", &order.bbox}, std::pair{"kps_", &order.kps}}) {
      const std::string name = prefix + std::to_string(kStrides[level]);
      const auto found = std::ranges::find(names, name);
      if (found == names.end()) return fail(ErrorCode::kIncompatible, "The detection net has no output " + name + ".");
      (*place)[level] = static_cast<std::size_t>(found - names.begin());
    }
  MIEN_TRY(auto session, net.open_session());
  return std::unique_ptr<FaceDetector>(new FaceDetector(std::move(session), order));
}

Result<std::vector<vision::Detection>> FaceDetector::look(Rgb8View picture, std::uint32_t long_side) {
  const InputShape shape = input_shape(picture, long_side);
  MIEN_TRY_VOID(session_->set_input_size(shape.height, shape.width));
  const vision::Fit fit = vision::fit_to_tensor(picture, shape.width, shape.height, session_->input());
  MIEN_TRY_VOID(session_->run());
  std::array<vision::YunetLevel, 3> levels;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t cells = std::size_t{shape.width / kStrides[i]} * (shape.height / kStrides[i]);
    MIEN_TRY(const auto cls, session_->output(order_.cls[i]));
    MIEN_TRY(const auto obj, session_->output(order_.obj[i]));
    MIEN_TRY(const auto bbox, session_->output(order_.bbox[i]));
    MIEN_TRY(const auto kps, session_->output(order_.kps[i]));
    if (cls.size() != cells || obj.size() != cells || bbox.size() != 4 * cells || kps.size() != 10 * cells)
      return fail(ErrorCode::kInternal, "The detection net's outputs do not fit its input.");
    levels[i] = {kStrides[i], cls, obj, bbox, kps};
  }
  auto faces = vision::decode_yunet(levels, shape.width, shape.height, {.score_min = kLastResortScore});
  for (auto& face : faces) {
    face.left = fit.picture_x(face.left);
    face.top = fit.picture_y(face.top);
    face.width /= fit.scale_x;
    face.height /= fit.scale_y;
    for (PointF& p : face.landmarks) p = {fit.picture_x(p.x), fit.picture_y(p.y)};
  }
  return faces;
}

Result<FaceDetector::Found> FaceDetector::detect(Rgb8View picture, FaceReader::Which which, bool picture_is_reduced) {
  const std::uint32_t long_side = std::max(picture.width_px, picture.height_px);
  MIEN_TRY(auto faces, look(picture, kLooks[0]));
  std::optional<vision::Detection> last_resort;  // Best score first.
  if (!faces.empty() && input_side(faces.front(), picture, kLooks[0]) >= kTrustedSidePx) last_resort = faces.front();
  keep_scores_from(faces, kReportScore);
  sort_largest_first(faces);

  std::uint32_t seen_at = kLooks[0];
  const auto largest_is_clear = [&] {
    return !faces.empty() && input_side(faces.front(), picture, seen_at) >= kTrustedSidePx;
  };
  // All faces: one small and one large look. The largest: larger looks only until it is seen well enough.
  for (std::size_t i = 1; i < kLooks.size(); ++i) {
    if (long_side <= kLooks[i - 1]) break;
    if (which == FaceReader::Which::kLargest && largest_is_clear()) break;
    const bool largest_look = i + 1 == kLooks.size() || long_side <= kLooks[i];
    if (which == FaceReader::Which::kAll && !largest_look) continue;
    MIEN_TRY(auto fine, look(picture, kLooks[i]));
    keep_scores_from(fine, kReportScore);
    faces = merge(faces, seen_at, fine, kLooks[i], picture);
    sort_largest_first(faces);
    seen_at = kLooks[i];
  }
  const bool wants_larger =
      which == FaceReader::Which::kLargest && picture_is_reduced && !largest_is_clear() && long_side < kDecodeForAllPx;
  if (faces.empty() && !wants_larger && last_resort) faces.push_back(*last_resort);
  if (faces.size() > limits::kFacesPerImageMax) faces.resize(limits::kFacesPerImageMax);
  return Found{std::move(faces), wants_larger};
}

}  // namespace mien::app
