#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"

namespace mien {

/// A neural network, ready to run. Thread-safe; its sessions are not: each worker opens its own.
/// Input: one float32 tensor, NHWC with N = 1 and three channels: pixels lie in it as in pictures. Adapter: openvino.
class Net {
 public:
  /// Buffers and state of one caller at a time. Must not outlive its Net.
  class Session {
   public:
    virtual ~Session() = default;
    /// The input tensor, to be filled before each run; valid until the next set_input_size or the session's end. Not
    /// before a size is set, for nets whose height and width are free.
    virtual std::span<float> input() = 0;
    /// For nets with a free height and width; may cost a compilation (150 ms) the first time a size is seen.
    /// @errors kInternal  the net cannot take that size; some such sizes fail at the run only.
    virtual Result<void> set_input_size(std::size_t height, std::size_t width) = 0;
    /// @errors kInternal  the runtime failed.
    virtual Result<void> run() = 0;
    /// Output tensor `index` in the order of output_names(), flattened; valid until the next run.
    virtual Result<std::span<const float>> output(std::size_t index) = 0;
  };

  virtual ~Net() = default;
  virtual Result<std::unique_ptr<Session>> open_session() const = 0;
  virtual const std::vector<std::string>& output_names() const = 0;
};

}  // namespace mien
