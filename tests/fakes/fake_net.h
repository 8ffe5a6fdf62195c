#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ports/net.h"

namespace mien::fakes {

/// A Net whose sessions run a function of the test's. Thread-safe if the function is.
class FakeNet final : public Net {
 public:
  /// What a session has when it runs; outputs are in the order of output_names().
  struct Run {
    std::size_t height = 0;
    std::size_t width = 0;
    std::span<const float> input;
    std::vector<std::vector<float>>& outputs;
  };
  /// Fills the outputs; called once when a size is set, too, so that their lengths are known.
  using Infer = std::function<Result<void>(Run)>;

  FakeNet(std::vector<std::string> output_names, Infer infer);

  Result<std::unique_ptr<Session>> open_session() const override;
  const std::vector<std::string>& output_names() const override { return output_names_; }

  /// The sizes (height, width) of all runs so far, of all sessions.
  std::vector<std::pair<std::size_t, std::size_t>> runs() const;

 private:
  class FakeSession;

  std::vector<std::string> output_names_;
  Infer infer_;
  mutable std::mutex mutex_;
  mutable std::vector<std::pair<std::size_t, std::size_t>> runs_;  ///< Guarded by mutex_.
};

/// A face that a fake detector sees, in ratios of the picture.
struct SeenFace {
  float centre_x = 0.5F;
  float centre_y = 0.5F;
  float width = 0.5F;  ///< Of the picture's width; the face is as high as wide in pixels.
  float score = 0.95F;
  /// Seen only where its side has at least so many pixels in the detector's input.
  float input_px_min = 0;
};

std::vector<std::string> yunet_output_names();

/// Writes one face into YuNet's outputs of one level. `side` and the centre are in pixels of the input.
void put_face(FakeNet::Run& run, std::size_t level, float centre_x, float centre_y, float side, float score);

/// A net with YuNet's outputs that sees `faces` in every picture of the given shape (width over height).
FakeNet fake_detector(std::vector<SeenFace> faces, float picture_width = 1, float picture_height = 1,
                      std::function<void(FakeNet::Run&)> afterwards = nullptr);

/// A recogniser whose numbers are sums over stripes of its input, so that equal crops give equal embeddings.
FakeNet fake_recogniser(std::size_t dimension);

}  // namespace mien::fakes
