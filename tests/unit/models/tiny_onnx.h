#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// Writes small ONNX files byte by byte (protocol buffers' wire format; the field numbers are those of onnx.proto), so
/// that tests have nets of their own without a tool that makes them.
namespace mien::tests {

/// One protobuf message under construction.
class Message {
 public:
  Message& whole(std::uint32_t field, std::uint64_t value) {
    tag(field, 0);
    varint(value);
    return *this;
  }
  Message& bytes(std::uint32_t field, std::string_view value) {
    tag(field, 2);
    varint(value.size());
    out_.append(value);
    return *this;
  }
  Message& sub(std::uint32_t field, const Message& message) { return bytes(field, message.out_); }
  const std::string& text() const { return out_; }

 private:
  void tag(std::uint32_t field, std::uint32_t kind) { varint(field << 3 | kind); }
  void varint(std::uint64_t value) {
    for (; value >= 128; value >>= 7) out_.push_back(static_cast<char>(value % 128 + 128));
    out_.push_back(static_cast<char>(value));
  }
  std::string out_;
};

struct TinyNet {
  enum ElementType : std::uint8_t { kFloat32 = 1, kFloat16 = 10, kFloat64 = 11 };
  std::vector<std::uint64_t> input_shape{1, 3, 32, 32};
  ElementType input_type = kFloat32;
  ElementType output_type = kFloat32;
  std::size_t dimension = 16;
  bool second_input = false;
};

/// A net that averages each channel and multiplies the three means with a fixed matrix: 3 x 32 x 32 to `dimension`.
inline std::string tiny_onnx(const TinyNet& net = {}) {
  constexpr std::uint32_t kInputs = 1, kOutputs = 2, kOperator = 4, kAttributes = 5;
  const auto node = [](std::string_view operation, std::vector<std::string_view> inputs, std::string_view output) {
    Message m;
    for (const auto input : inputs) m.bytes(kInputs, input);
    return m.bytes(kOutputs, output).bytes(kOperator, operation);
  };
  const auto cast = [&](std::string_view from, std::string_view to, TinyNet::ElementType type) {
    constexpr std::uint64_t kIntAttribute = 2;
    return node("Cast", {from}, to).sub(kAttributes, Message().bytes(1, "to").whole(3, type).whole(20, kIntAttribute));
  };
  const auto value = [](std::string_view name, TinyNet::ElementType type, const std::vector<std::uint64_t>& shape) {
    Message dims;
    for (const std::uint64_t dim : shape) dims.sub(1, Message().whole(1, dim));
    return Message().bytes(1, name).sub(2, Message().sub(1, Message().whole(1, type).sub(2, dims)));
  };

  const std::size_t channels = net.input_shape.size() > 1 ? net.input_shape[1] : 1;
  std::string matrix;
  for (std::size_t i = 0; i < channels * net.dimension; ++i) {
    const float v = static_cast<float>((i * 7 + 3) % 11) / 10 - 0.4F;
    matrix.append(reinterpret_cast<const char*>(&v), sizeof v);
  }
  Message graph;
  graph.sub(1, cast("picture", "pixels", TinyNet::kFloat32));
  graph.sub(1, node("GlobalAveragePool", {"pixels"}, "means"));
  graph.sub(1, net.second_input ? node("Add", {"means", "other"}, "sums") : node("Identity", {"means"}, "sums"));
  graph.sub(1, node("Flatten", {"sums"}, "flat"));
  graph.sub(1, node("MatMul", {"flat", "matrix"}, "product"));
  graph.sub(1, cast("product", "embedding", net.output_type));
  graph.bytes(2, "tiny");
  graph.sub(5, Message().whole(1, channels).whole(1, net.dimension).whole(2, 1).bytes(8, "matrix").bytes(9, matrix));
  graph.sub(11, value("picture", net.input_type, net.input_shape));
  if (net.second_input) graph.sub(11, value("other", TinyNet::kFloat32, {1, 3, 1, 1}));
  graph.sub(12, value("embedding", net.output_type, {1, net.dimension}));
  return Message().whole(1, 8).sub(7, graph).sub(8, Message().bytes(1, "").whole(2, 13)).text();
}

}  // namespace mien::tests
