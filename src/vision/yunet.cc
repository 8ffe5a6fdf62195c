#include "vision/yunet.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

namespace mien::vision {
namespace {

struct Candidate {
  Detection face;
  float centre_x = 0;
  float centre_y = 0;
  bool taken = false;
};

/// Beyond this no number of a face is meant: the inputs have some thousand pixels.
constexpr float kCoordinateMax = 1e6F;

/// Whether every number is one that can be calculated with; false for NaN.
bool is_sound(const Candidate& c) {
  const auto within = [](float v) { return std::abs(v) <= kCoordinateMax; };
  bool sound = within(c.face.left) && within(c.face.top) && within(c.face.width) && within(c.face.height) &&
               c.face.width > 0 && c.face.height > 0;
  for (const PointF p : c.face.landmarks) sound = sound && within(p.x) && within(p.y);
  return sound;
}

Candidate decode_cell(const YunetLevel& level, std::size_t cell, std::uint32_t columns, float score) {
  const auto stride = static_cast<float>(level.stride);
  const std::size_t row_index = cell / columns;
  const auto column = static_cast<float>(cell % columns);
  const auto row = static_cast<float>(row_index);
  const float* box = &level.bbox[cell * 4];
  const float* points = &level.kps[cell * 10];
  Candidate c;
  c.centre_x = (column + box[0]) * stride;
  c.centre_y = (row + box[1]) * stride;
  c.face.score = score;
  c.face.width = std::exp(box[2]) * stride;
  c.face.height = std::exp(box[3]) * stride;
  c.face.left = c.centre_x - c.face.width / 2;
  c.face.top = c.centre_y - c.face.height / 2;
  for (std::size_t i = 0; i < c.face.landmarks.size(); ++i)
    c.face.landmarks[i] = {(column + points[2 * i]) * stride, (row + points[2 * i + 1]) * stride};
  return c;
}

std::vector<Candidate> find_candidates(std::span<const YunetLevel> levels, std::uint32_t width, std::uint32_t height,
                                       const YunetOptions& options) {
  std::vector<Candidate> candidates;
  for (const YunetLevel& level : levels) {
    const std::uint32_t columns = width / level.stride;
    const std::size_t cells = std::size_t{columns} * (height / level.stride);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const float product = std::clamp(level.cls[cell], 0.0F, 1.0F) * std::clamp(level.obj[cell], 0.0F, 1.0F);
      if (!(product > options.score_min * options.score_min)) continue;
      Candidate c = decode_cell(level, cell, columns, std::sqrt(product));
      if (is_sound(c)) candidates.push_back(c);
    }
  }
  // Equal scores are told apart by place, so that answers repeat.
  std::ranges::sort(candidates, std::greater{},
                    [](const Candidate& c) { return std::tuple(c.face.score, c.centre_y, c.centre_x); });
  if (candidates.size() > options.candidates_max) candidates.resize(options.candidates_max);
  return candidates;
}

/// The landmarks of `best`, averaged with those of its near neighbours.
Landmarks average_landmarks(const Candidate& best, std::span<const Candidate> candidates) {
  const float reach = std::max(best.face.width, best.face.height) / 4;
  std::array<double, 10> sum{};
  double weight_sum = 0;
  for (const Candidate& c : candidates) {
    if (std::hypot(c.centre_x - best.centre_x, c.centre_y - best.centre_y) > reach) continue;
    const double weight = std::pow(double{c.face.score}, 4);
    for (std::size_t i = 0; i < 5; ++i) {
      sum[2 * i] += weight * c.face.landmarks[i].x;
      sum[2 * i + 1] += weight * c.face.landmarks[i].y;
    }
    weight_sum += weight;
  }
  Landmarks out;
  for (std::size_t i = 0; i < 5; ++i)
    out[i] = {static_cast<float>(sum[2 * i] / weight_sum), static_cast<float>(sum[2 * i + 1] / weight_sum)};
  return out;
}

}  // namespace

float overlap(const Detection& a, const Detection& b) {
  const float width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const float height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const float both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

std::vector<Detection> decode_yunet(std::span<const YunetLevel> levels, std::uint32_t width, std::uint32_t height,
                                    const YunetOptions& options) {
  std::vector<Candidate> candidates = find_candidates(levels, width, height, options);
  std::vector<Detection> faces;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].taken) continue;
    const Candidate& best = candidates[i];
    for (std::size_t j = i + 1; j < candidates.size(); ++j)
      if (!candidates[j].taken && overlap(best.face, candidates[j].face) > options.overlap_max)
        candidates[j].taken = true;
    faces.push_back(best.face);
    faces.back().landmarks = average_landmarks(best, candidates);
  }
  return faces;
}

}  // namespace mien::vision
