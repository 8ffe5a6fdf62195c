#include "vision/pose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace mien::vision {
namespace {

using Vec3 = std::array<double, 3>;

/// The generic face in millimetres: x to the picture's right, y down, z away from the camera.
constexpr std::array<Vec3, 5> kFace{{
    {-31.5, 0, 0},  // left eye
    {31.5, 0, 0},   // right eye
    {0, 42, -35},   // tip of the nose
    {-26, 72, 0},   // left corner of the mouth
    {26, 72, 0},    // right corner of the mouth
}};

double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vec3 scaled(const Vec3& v, double f) { return {v[0] * f, v[1] * f, v[2] * f}; }
Vec3 plus(const Vec3& a, const Vec3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vec3 unit(const Vec3& v) {
  const double length = std::sqrt(dot(v, v));
  return length > 0 ? scaled(v, 1 / length) : Vec3{1, 0, 0};
}

/// The model about its centroid, and the rows of its pseudo-inverse's normal matrix inverted: with them the affine
/// camera that explains the landmarks best is one sum.
struct FaceModel {
  std::array<Vec3, 5> centred;
  std::array<Vec3, 3> inverse_normal;
};

constexpr FaceModel make_model() {
  FaceModel m{};
  Vec3 mean{};
  for (const Vec3& p : kFace)
    for (std::size_t i = 0; i < 3; ++i) mean[i] += p[i] / 5;
  for (std::size_t k = 0; k < 5; ++k)
    for (std::size_t i = 0; i < 3; ++i) m.centred[k][i] = kFace[k][i] - mean[i];
  double n[3][3]{};
  for (const Vec3& p : m.centred)
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) n[i][j] += p[i] * p[j];
  const double det = n[0][0] * (n[1][1] * n[2][2] - n[1][2] * n[2][1]) -
                     n[0][1] * (n[1][0] * n[2][2] - n[1][2] * n[2][0]) +
                     n[0][2] * (n[1][0] * n[2][1] - n[1][1] * n[2][0]);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      const std::size_t a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      m.inverse_normal[i][j] = (n[a][c] * n[b][d] - n[a][d] * n[b][c]) / det;
    }
  return m;
}

constexpr FaceModel kModel = make_model();

/// The row of the affine camera for one picture axis: argmin |values - row . model|.
Vec3 camera_row(const std::array<double, 5>& values) {
  Vec3 projected{};
  for (std::size_t k = 0; k < 5; ++k) projected = plus(projected, scaled(kModel.centred[k], values[k]));
  Vec3 row{};
  for (std::size_t i = 0; i < 3; ++i) row[i] = dot(kModel.inverse_normal[i], projected);
  return row;
}

float degrees(double radians) { return static_cast<float>(radians * 180 / std::numbers::pi); }

}  // namespace

Pose estimate_pose(const Landmarks& landmarks_px) {
  double mean_x = 0, mean_y = 0;
  for (const PointF p : landmarks_px) {
    mean_x += p.x / 5.0;
    mean_y += p.y / 5.0;
  }
  std::array<double, 5> xs{}, ys{};
  for (std::size_t k = 0; k < 5; ++k) {
    xs[k] = landmarks_px[k].x - mean_x;
    ys[k] = landmarks_px[k].y - mean_y;
  }
  // Two camera rows of a rotation are orthogonal and of one length: take the nearest such pair.
  const Vec3 p = unit(camera_row(xs));
  const Vec3 q = unit(camera_row(ys));
  const Vec3 sum = unit(plus(p, q));
  const Vec3 difference = unit(plus(p, scaled(q, -1)));
  const Vec3 right = scaled(plus(sum, difference), std::numbers::sqrt2 / 2);
  const Vec3 down = scaled(plus(sum, scaled(difference, -1)), std::numbers::sqrt2 / 2);
  const Vec3 away = cross(right, down);
  const double pitch = std::atan2(-away[1], away[2]);
  return {.roll_deg = degrees(std::atan2(down[0], right[0])),
          .yaw_deg = degrees(std::asin(std::clamp(away[0], -1.0, 1.0))),
          .pitch_deg = std::clamp(degrees(pitch), -90.0F, 90.0F)};
}

}  // namespace mien::vision
