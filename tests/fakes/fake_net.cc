#include "fakes/fake_net.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace mien::fakes {

class FakeNet::FakeSession final : public Session {
 public:
  explicit FakeSession(const FakeNet& net) : net_(net), outputs_(net.output_names_.size()) {}
  std::span<float> input() override { return input_; }
  Result<void> set_input_size(std::size_t height, std::size_t width) override {
    height_ = height;
    width_ = width;
    input_.assign(3 * height * width, 0);
    return net_.infer_({height_, width_, input_, outputs_});
  }
  Result<void> run() override {
    {
      const std::scoped_lock lock(net_.mutex_);
      net_.runs_.emplace_back(height_, width_);
    }
    return net_.infer_({height_, width_, input_, outputs_});
  }
  Result<std::span<const float>> output(std::size_t index) override {
    return std::span<const float>(outputs_.at(index));
  }

 private:
  const FakeNet& net_;
  std::size_t height_ = 0, width_ = 0;
  std::vector<float> input_;
  std::vector<std::vector<float>> outputs_;
};

FakeNet::FakeNet(std::vector<std::string> output_names, Infer infer)
    : output_names_(std::move(output_names)), infer_(std::move(infer)) {}

Result<std::unique_ptr<FakeNet::Session>> FakeNet::open_session() const { return std::make_unique<FakeSession>(*this); }

std::vector<std::pair<std::size_t, std::size_t>> FakeNet::runs() const {
  const std::scoped_lock lock(mutex_);
  return runs_;
}

std::vector<std::string> yunet_output_names() {
  std::vector<std::string> names;
  for (const char* prefix : {"cls_", "obj_", "bbox_", "kps_"})
    for (const char* stride : {"8", "16", "32"}) names.push_back(std::string(prefix) + stride);
  return names;
}

void put_face(FakeNet::Run& run, std::size_t level, float centre_x, float centre_y, float side, float score) {
  const std::size_t stride = std::size_t{8} << level;
  const auto s = static_cast<float>(stride);
  const std::size_t columns = run.width / stride;
  const auto column = static_cast<std::size_t>(centre_x / s), row = static_cast<std::size_t>(centre_y / s);
  const std::size_t cell = row * columns + column;
  run.outputs[level][cell] = run.outputs[3 + level][cell] = score;
  float* box = &run.outputs[6 + level][4 * cell];
  const float dx = centre_x / s - static_cast<float>(column), dy = centre_y / s - static_cast<float>(row);
  box[0] = dx;
  box[1] = dy;
  box[2] = box[3] = std::log(side / s);
  // Left eye, right eye, nose and the corners of the mouth of a frontal face, in its sides from its centre.
  constexpr std::array<std::pair<float, float>, 5> kPoints{
      {{-0.2F, -0.12F}, {0.2F, -0.12F}, {0.0F, 0.08F}, {-0.17F, 0.28F}, {0.17F, 0.28F}}};
  for (std::size_t k = 0; k < kPoints.size(); ++k) {
    run.outputs[9 + level][10 * cell + 2 * k] = dx + kPoints[k].first * side / s;
    run.outputs[9 + level][10 * cell + 2 * k + 1] = dy + kPoints[k].second * side / s;
  }
}

FakeNet fake_detector(std::vector<SeenFace> faces, float picture_width, float picture_height,
                      std::function<void(FakeNet::Run&)> afterwards) {
  return FakeNet(yunet_output_names(), [=](FakeNet::Run run) -> Result<void> {
    for (std::size_t level = 0; level < 3; ++level) {
      const std::size_t stride = std::size_t{8} << level;
      const std::size_t cells = (run.width / stride) * (run.height / stride);
      constexpr std::array<std::size_t, 4> kPerCell{1, 1, 4, 10};
      for (std::size_t kind = 0; kind < 4; ++kind) run.outputs[3 * kind + level].assign(kPerCell[kind] * cells, 0.0F);
    }
    // How the picture was fitted into the input: never enlarged. Its true size is told by the test.
    const float scale = std::min(
        {1.0F, static_cast<float>(run.width) / picture_width, static_cast<float>(run.height) / picture_height});
    for (const SeenFace& face : faces) {
      const float side = face.width * picture_width * scale;
      if (side < face.input_px_min) continue;
      put_face(run, 0, face.centre_x * picture_width * scale, face.centre_y * picture_height * scale, side, face.score);
    }
    if (afterwards) afterwards(run);
    return {};
  });
}

FakeNet fake_recogniser(std::size_t dimension) {
  return FakeNet({"embedding"}, [dimension](FakeNet::Run run) -> Result<void> {
    std::vector<float>& out = run.outputs[0];
    out.assign(dimension, 1.0F);
    for (std::size_t i = 0; i < run.input.size(); ++i) out[i % dimension] += run.input[i] / 1000;
    return {};
  });
}

}  // namespace mien::fakes
