#include "self_test.h"

#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "app/face_embedder.h"
#include "core/limits.h"

namespace mien::cli {
namespace {

constexpr std::uint32_t kSidePx = 240;

/// Rings around a point: smooth, with edges of every direction, and no face.
Rgb8Image rings(double centre_x, double centre_y, double width_px) {
  Rgb8Image picture(kSidePx, kSidePx);
  for (std::uint32_t y = 0; y < kSidePx; ++y)
    for (std::uint32_t x = 0; x < kSidePx; ++x) {
      const double distance = std::hypot(x - centre_x, y - centre_y);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const double phase = distance / width_px + static_cast<double>(channel);
        picture.row(y)[std::size_t{x} * 3 + channel] = static_cast<std::uint8_t>(127.5 + 100 * std::sin(phase));
      }
    }
  return picture;
}

/// Where the five points of an upright face would be.
Landmarks points() {
  Landmarks out{};
  constexpr std::array<std::pair<float, float>, 5> kPlaces{{{90, 100}, {150, 100}, {120, 135}, {97, 165}, {143, 165}}};
  for (std::size_t i = 0; i < kPlaces.size(); ++i) out[i] = {kPlaces[i].first, kPlaces[i].second};
  return out;
}

}  // namespace

Result<SelfTest> self_test(const LoadedModels& models) {
  const auto find_net = [&](const std::string& name) -> const Net& { return models.net(name); };
  SelfTest result;
  MIEN_TRY(const auto analyser, app::Analyser::open(models.decoder(), models.pack(), find_net));
  const Rgb8Image first = rings(120, 60, 9);
  const Rgb8Image second = rings(40, 200, 14);
  MIEN_TRY(const auto jpeg, image_codec::encode_jpeg(first, 90));
  MIEN_TRY(const ReadImage read, analyser->read(jpeg, {.accepted = AcceptedFormats::kJpegPngWebp,
                                                       .bytes_max = limits::kObjectImageBytesMax,
                                                       .filter = QualityFilter::kNone}));
  result.faces = read.faces.size();
  MIEN_TRY(const auto embedder, app::FaceEmbedder::open(models.pack(), find_net));
  MIEN_TRY(const Embedding a, embedder->embed(first, points(), Pose{}));
  MIEN_TRY(const Embedding b, embedder->embed(second, points(), Pose{}));
  result.cosine = cosine(a, b);
  return result;
}

std::optional<float> expected_cosine(const std::string& face_model_version) {
  // Of the shipped packs, by mien doctor on a CPU with AVX-512.
  if (face_model_version == "7.0") return 0.3249F;
  if (face_model_version == "7.1") return 0.2501F;
  return std::nullopt;
}

}  // namespace mien::cli
