#pragma once

#include <list>
#include <optional>
#include <span>
#include <vector>

#include "adapters/openvino/net_source.h"
#include "ports/net.h"

namespace mien::openvino {

/// Runs on the caller's thread. Small inputs, which are the common case, get a net compiled for just their size; larger
/// ones share one that takes any size.
class Session final : public Net::Session {
 public:
  /// @param source  outlives the session.
  /// @param fixed_size  the only size that the net takes; {} where height and width are free.
  static Result<std::unique_ptr<Session>> open(const NetSource& source, std::size_t outputs, InputSize fixed_size);

  std::span<float> input() override;
  Result<void> set_input_size(std::size_t height, std::size_t width) override;
  Result<void> run() override;
  Result<std::span<const float>> output(std::size_t index) override;

 private:
  struct Request {
    InputSize size{};
    CompiledHandle compiled;
    RequestHandle handle;
    TensorHandle input_tensor;
    std::span<float> input;
    std::vector<TensorHandle> output_tensors;
    std::vector<std::span<const float>> outputs;
  };

  Session(const NetSource& source, std::size_t outputs, InputSize fixed_size)
      : source_(source), outputs_(outputs), fixed_size_(fixed_size) {}
  Result<void> use_own_compilation(InputSize size);
  Result<void> use_shared_compilation(InputSize size);
  static Result<Request> open_request(CompiledHandle compiled);
  static Result<void> bind_input(Request& request);
  Result<void> bind_outputs(Request& request) const;

  const NetSource& source_;
  std::size_t outputs_;
  InputSize fixed_size_;
  std::list<Request> of_one_size_;  ///< By their last use, the latest first.
  std::optional<Request> of_any_size_;
  Request* active_ = nullptr;
};

}  // namespace mien::openvino
