#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/embedding.h"
#include "core/face.h"
#include "core/image.h"
#include "core/model_pack.h"
#include "ports/net.h"

namespace mien::app {

/// Turns an aligned face into the pack's fused embedding. Not thread-safe.
class FaceEmbedder {
 public:
  using FindNet = std::function<const Net&(const std::string& name)>;
  /// `pack` outlives the embedder. @errors kIncompatible  a net's output has not the pack's dimension.
  static Result<std::unique_ptr<FaceEmbedder>> open(const ModelPack& pack, const FindNet& find_net);

  /// @param landmarks_px  in pixels of `picture`
  /// @param first_crop  the face as the pack's first recogniser wants it, where the caller has it; else empty
  /// @errors kInternal  the runtime failed or gave numbers that are no embedding.
  Result<Embedding> embed(Rgb8View picture, const Landmarks& landmarks_px, const Pose& pose, Rgb8View first_crop = {});

  /// Milliseconds that the last embed() spent cutting out and converting, the rest being inference.
  double last_align_ms() const { return last_align_ms_; }

 private:
  explicit FaceEmbedder(const ModelPack& pack) : pack_(pack) {}
  const ModelPack& pack_;
  std::vector<std::unique_ptr<Net::Session>> sessions_;  ///< In the order of the pack's recognisers.
  double last_align_ms_ = 0;
};

/// Share of a recogniser at this pose: see Recogniser.
double share_at(const ModelPack& pack, const Recogniser& recogniser, double yaw_deg);

}  // namespace mien::app
