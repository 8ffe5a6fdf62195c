#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "adapters/openvino/handles.h"

namespace mien::openvino {

/// Height and width of a net's input.
struct InputSize {
  std::size_t height = 0;
  std::size_t width = 0;
  bool operator==(const InputSize&) const = default;
  std::size_t pixels() const { return height * width; }
};

/// A net's bytes, from which models are read and compiled as often as sessions need it. Thread-safe.
class NetSource {
 public:
  /// @param weights  an IR's .bin; empty for ONNX
  static Result<NetSource> open(std::shared_ptr<const CoreHandle> core, std::string model,
                                std::span<const std::byte> weights);

  /// @errors kIncompatible  it is no net that the runtime can read.
  Result<ModelHandle> read() const;
  /// Compiles for one caller at a time, who runs it on his own thread, with an NHWC input of one size.
  /// @errors kInternal  the net cannot take this size; kIncompatible
  Result<CompiledHandle> compile_for(InputSize size) const;
  /// The same for an input of any size: 10 to 15 % slower for small ones, but compiled once instead of for each size
  /// (150 to 400 ms), and its memory is that of the largest size alone.
  Result<CompiledHandle> compile_for_any_size() const;

 private:
  NetSource(std::shared_ptr<const CoreHandle> core, std::string model, TensorHandle weights)
      : core_(std::move(core)), model_(std::move(model)), weights_(std::move(weights)) {}
  Result<CompiledHandle> compile(ov_dimension_t height, ov_dimension_t width) const;

  std::shared_ptr<const CoreHandle> core_;
  std::string model_;
  TensorHandle weights_;
};

}  // namespace mien::openvino
