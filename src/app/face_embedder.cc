#include "app/face_embedder.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "vision/align.h"
#include "vision/tensor.h"

namespace mien::app {

double share_at(const ModelPack& pack, const Recogniser& recogniser, double yaw_deg) {
  const double range = pack.yaw_profile_deg - pack.yaw_frontal_deg;
  const double turned = range > 0 ? std::clamp((std::abs(yaw_deg) - pack.yaw_frontal_deg) / range, 0.0, 1.0) : 0.0;
  const double smooth = turned * turned * (3 - 2 * turned);
  return std::lerp(recogniser.share_frontal, recogniser.share_profile, smooth);
}

Result<std::unique_ptr<FaceEmbedder>> FaceEmbedder::open(const ModelPack& pack, const FindNet& find_net) {
  auto embedder = std::unique_ptr<FaceEmbedder>(new FaceEmbedder(pack));
  for (const Recogniser& recogniser : pack.recognisers) {
    const Net& net = find_net(recogniser.net);
    MIEN_TRY(auto session, net.open_session());
    MIEN_TRY_VOID(session->set_input_size(recogniser.alignment.size_px, recogniser.alignment.size_px));
    MIEN_TRY(const auto output, session->output(0));
    if (output.size() != recogniser.dimension)
      return fail(ErrorCode::kIncompatible, "The net " + recogniser.net + " gives " + std::to_string(output.size()) +
                                                " numbers, its manifest says " + std::to_string(recogniser.dimension) +
                                                ".");
    embedder->sessions_.push_back(std::move(session));
  }
  return embedder;
}

Result<Embedding> FaceEmbedder::embed(Rgb8View picture, const Landmarks& landmarks_px, const Pose& pose,
                                      Rgb8View first_crop) {
  using Clock = std::chrono::steady_clock;
  std::vector<float> fused;
  fused.reserve(pack_.dimension());
  last_align_ms_ = 0;
  for (std::size_t i = 0; i < sessions_.size(); ++i) {
    const Recogniser& recogniser = pack_.recognisers[i];
    const auto start = Clock::now();
    if (i == 0 && first_crop.pixels) {
      vision::write_tensor(first_crop, recogniser.scaling, sessions_[i]->input());
    } else {
      const Rgb8Image crop = vision::align_face(picture, landmarks_px, recogniser.alignment);
      vision::write_tensor(crop, recogniser.scaling, sessions_[i]->input());
    }
    last_align_ms_ += std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    MIEN_TRY_VOID(sessions_[i]->run());
    MIEN_TRY(const auto raw, sessions_[i]->output(0));
    MIEN_TRY(const Embedding part, Embedding::normalized(raw));
    const auto weight = static_cast<float>(std::sqrt(share_at(pack_, recogniser, double{pose.yaw_deg})));
    for (const float v : part.values()) fused.push_back(weight * v);
  }
  return Embedding::normalized(fused);
}

}  // namespace mien::app
