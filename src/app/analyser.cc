#include "app/analyser.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/face_selection.h"
#include "vision/align.h"
#include "vision/pose.h"
#include "vision/quality.h"

namespace mien::app {
namespace {

/// A face narrower than this in the decoded picture is cut out of a larger decode, if the file has one.
constexpr float kCropFacePxMin = 96;
/// Larger decodes than this are never needed: a 40-pixel face of a 1920-pixel picture has 53 pixels here.
constexpr std::uint32_t kCropLongSidePxMax = 2560;

/// Adds the time of its scope to a stage.
class StageTimer {
 public:
  explicit StageTimer(double& sum_ms) : sum_ms_(sum_ms) {}
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  ~StageTimer() {
    sum_ms_ += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  double& sum_ms_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The detector's score on the scale that users of Rekognition know, where 99.9 is a clear face: 90 at the score from
/// which faces are reported (0.7), then one nine more for each 0.1.
float confidence_pct(float score) {
  const double nines = score >= 0.7F ? 1 + (score - 0.7) * 10 : 0.3 + (score - 0.5) * 3.5;
  return static_cast<float>(100 * (1 - std::pow(10.0, -std::max(nines, 0.0))));
}

Landmarks to_pixels(const Landmarks& ratios, Rgb8View picture) {
  Landmarks out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {ratios[i].x * static_cast<float>(picture.width_px) - 0.5F,
              ratios[i].y * static_cast<float>(picture.height_px) - 0.5F};
  return out;
}

DetectedFace measure(const DecodedImage& picture, const vision::Detection& found, Rgb8View aligned) {
  const Rgb8View view = picture.pixels;
  const auto width = static_cast<float>(view.width_px);
  const auto height = static_cast<float>(view.height_px);
  DetectedFace face;
  face.box = {(found.left + 0.5F) / width, (found.top + 0.5F) / height, found.width / width, found.height / height};
  for (std::size_t i = 0; i < face.landmarks.size(); ++i)
    face.landmarks[i] = {(found.landmarks[i].x + 0.5F) / width, (found.landmarks[i].y + 0.5F) / height};
  face.confidence_pct = confidence_pct(found.score);
  face.width_px = face.box.width * static_cast<float>(picture.full_width_px);
  face.height_px = face.box.height * static_cast<float>(picture.full_height_px);
  face.pose = vision::estimate_pose(found.landmarks);
  face.quality = vision::measure_quality(aligned);
  return face;
}

}  // namespace

Result<std::unique_ptr<Analyser>> Analyser::open(const ImageDecoder& decoder, const ModelPack& pack,
                                                 const FaceEmbedder::FindNet& find_net) {
  MIEN_TRY(auto detector, FaceDetector::open(find_net(pack.detector)));
  MIEN_TRY(auto embedder, FaceEmbedder::open(pack, find_net));
  return std::unique_ptr<Analyser>(new Analyser(decoder, pack, std::move(detector), std::move(embedder)));
}

Result<DecodedImage> Analyser::decode(std::span<const std::byte> file, const FaceReader::Options& options,
                                      std::uint32_t long_side_px_min) {
  MIEN_TRY_VOID(options.patience.check());
  const StageTimer timer(times_.decode_ms);
  return decoder_.decode(file, {.accepted = options.accepted,
                                .bytes_max = options.bytes_max,
                                .side_px_min = options.side_px_min,
                                .long_side_px_min = long_side_px_min});
}

Result<ReadImage> Analyser::read(std::span<const std::byte> file, const FaceReader::Options& options) {
  times_ = {};
  const bool all = options.which == FaceReader::Which::kAll;
  MIEN_TRY(DecodedImage picture,
           decode(file, options, all ? FaceDetector::kDecodeForAllPx : FaceDetector::kDecodeForLargestPx));

  const auto detect = [&]() -> Result<FaceDetector::Found> {
    MIEN_TRY_VOID(options.patience.check());
    const StageTimer timer(times_.detect_ms);
    return detector_->detect(picture.pixels, options.which, picture.pixels.width_px() < picture.full_width_px);
  };
  MIEN_TRY(auto found, detect());
  if (found.wants_larger) {
    MIEN_TRY(picture, decode(file, options, FaceDetector::kDecodeForAllPx));
    MIEN_TRY(found, detect());
  }

  std::vector<Rgb8Image> crops;  // One for each face: its quality is measured there, and the first recogniser reads it.
  ReadImage result{.width_px = picture.full_width_px, .height_px = picture.full_height_px, .faces = {}};
  {
    const StageTimer timer(times_.align_ms);
    for (const auto& face : found.faces) {
      crops.push_back(vision::align_face(picture.pixels, face.landmarks, pack_.recognisers.front().alignment));
      result.faces.push_back({measure(picture, face, crops.back()), {}, {}});
    }
  }
  select_faces(result.faces, options.filter, options.embeddings_max);
  if (options.embeddings_max > 0) MIEN_TRY_VOID(embed_faces(file, options, picture, crops, result));
  return result;
}

Result<void> Analyser::embed_faces(std::span<const std::byte> file, const FaceReader::Options& options,
                                   DecodedImage& picture, std::vector<Rgb8Image>& crops, ReadImage& result) {
  float smallest_px = kCropFacePxMin;
  for (const ReadFace& face : result.faces)
    if (face.rejected_for.empty())
      smallest_px = std::min(smallest_px, face.face.box.width * static_cast<float>(picture.pixels.width_px()));
  if (smallest_px < kCropFacePxMin && picture.pixels.width_px() < picture.full_width_px) {
    const auto long_side = static_cast<float>(std::max(picture.pixels.width_px(), picture.pixels.height_px()));
    const float wanted = std::ceil(long_side * kCropFacePxMin / std::max(smallest_px, 1.0F));
    MIEN_TRY(picture, decode(file, options,
                             static_cast<std::uint32_t>(std::min(wanted, static_cast<float>(kCropLongSidePxMax)))));
    for (Rgb8Image& crop : crops) crop = {};  // They were cut out of the smaller one.
  }
  for (std::size_t i = 0; i < result.faces.size(); ++i) {
    ReadFace& face = result.faces[i];
    if (!face.rejected_for.empty()) continue;
    MIEN_TRY_VOID(options.patience.check());
    const auto start = std::chrono::steady_clock::now();
    MIEN_TRY(face.embedding, embedder_->embed(picture.pixels, to_pixels(face.face.landmarks, picture.pixels),
                                              face.face.pose, crops[i]));
    const double took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    times_.align_ms += embedder_->last_align_ms();
    times_.embed_ms += took_ms - embedder_->last_align_ms();
  }
  return {};
}

}  // namespace mien::app
