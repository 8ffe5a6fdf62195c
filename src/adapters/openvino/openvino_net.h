#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "ports/net.h"

namespace mien::openvino {

/// Arithmetic of the convolutions. Always set explicitly, because the runtime picks bf16 by itself where the CPU has it
/// and templates must compare between machines.
enum class Arithmetic : std::uint8_t {
  kFloat32,
  kInt8,  ///< A quantised net; its float parts run in float32.
};

/// The inference runtime. Thread-safe; nets hold on to it, so it may go before them.
class Runtime {
 public:
  /// A net as its files have it.
  struct NetBytes {
    std::string model;                   ///< IR (the .xml) or ONNX.
    std::span<const std::byte> weights;  ///< IR's .bin, copied; empty for ONNX.
    Arithmetic arithmetic = Arithmetic::kFloat32;
  };

  /// @errors kIncompatible  the runtime's libraries do not load, or the CPU lacks AVX.
  static Result<std::unique_ptr<Runtime>> open();
  virtual ~Runtime() = default;

  /// @errors kIncompatible  the bytes are no net that the runtime can read, or one that has more than one input, an
  ///   input that is not NCHW float32, outputs that are not float32, or wants int8 instructions (VNNI) that this CPU
  ///   lacks.
  virtual Result<std::unique_ptr<Net>> load(NetBytes bytes) const = 0;
};

}  // namespace mien::openvino
