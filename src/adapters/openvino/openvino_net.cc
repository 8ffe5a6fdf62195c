#include "adapters/openvino/openvino_net.h"

#include <utility>
#include <vector>

#include "adapters/openvino/net_source.h"
#include "adapters/openvino/session.h"

namespace mien::openvino {
namespace {

class OpenVinoNet final : public Net {
 public:
  OpenVinoNet(NetSource source, std::vector<std::string> output_names, InputSize fixed_size)
      : source_(std::move(source)), output_names_(std::move(output_names)), fixed_size_(fixed_size) {}

  Result<std::unique_ptr<Net::Session>> open_session() const override {
    return openvino::Session::open(source_, output_names_.size(), fixed_size_);
  }
  const std::vector<std::string>& output_names() const override { return output_names_; }

 private:
  NetSource source_;
  std::vector<std::string> output_names_;
  InputSize fixed_size_;  ///< {} where height and width are free.
};

/// Tensors are read and written as float32: any other type would be read beyond its end.
bool is_float32(const ov_output_const_port_t* port) {
  ov_element_type_e type{};
  return ov_port_get_element_type(port, &type) == OK && type == F32;
}

/// Height and width of the model's single NCHW input with three channels; {0, 0} where they are free.
Result<InputSize> input_size_of(const ov_model_t* model) {
  std::size_t inputs = 0;
  if (ov_model_inputs_size(model, &inputs) != OK || inputs != 1)
    return fail(ErrorCode::kIncompatible, "A net must have exactly one input.");
  ov_output_const_port_t* raw = nullptr;
  if (const auto status = ov_model_const_input(model, &raw); status != OK)
    return broken(ErrorCode::kIncompatible, "The net's input cannot be read.", status);
  const PortHandle port(raw);
  if (!is_float32(port.get())) return fail(ErrorCode::kIncompatible, "A net's input must be float32.");
  ov_partial_shape_t shape{};
  if (const auto status = ov_port_get_partial_shape(port.get(), &shape); status != OK)
    return broken(ErrorCode::kIncompatible, "The net's input cannot be read.", status);
  const auto dimension = [&](int i) { return shape.dims[i].min == shape.dims[i].max ? shape.dims[i].max : -1; };
  const bool image = shape.rank.min == 4 && shape.rank.max == 4 && dimension(1) == 3;
  const InputSize size = image && dimension(2) > 0 && dimension(3) > 0
                             ? InputSize{static_cast<std::size_t>(dimension(2)), static_cast<std::size_t>(dimension(3))}
                             : InputSize{};
  ov_partial_shape_free(&shape);
  if (!image) return fail(ErrorCode::kIncompatible, "A net's input must be NCHW with three channels.");
  return size;
}

Result<std::vector<std::string>> output_names_of(const ov_model_t* model) {
  std::size_t outputs = 0;
  if (const auto status = ov_model_outputs_size(model, &outputs); status != OK)
    return broken(ErrorCode::kIncompatible, "The net's outputs cannot be read.", status);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < outputs; ++i) {
    ov_output_const_port_t* raw = nullptr;
    char* name = nullptr;
    if (ov_model_const_output_by_index(model, i, &raw) != OK)
      return fail(ErrorCode::kIncompatible, "A net has an unreadable output.");
    const PortHandle port(raw);
    if (!is_float32(port.get())) return fail(ErrorCode::kIncompatible, "A net's outputs must be float32.");
    if (ov_port_get_any_name(port.get(), &name) == OK) {
      names.emplace_back(name);
      ov_free(name);
    } else {
      names.emplace_back(std::to_string(i));
    }
  }
  if (names.empty()) return fail(ErrorCode::kIncompatible, "A net has no output.");
  return names;
}

/// Instructions that add up int8 products without saturating on the way; other processors get other embeddings.
bool has_vnni() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") || __builtin_cpu_supports("avxvnni");
#else
  return false;
#endif
}

class OpenVinoRuntime final : public Runtime {
 public:
  explicit OpenVinoRuntime(CoreHandle core) : core_(std::make_shared<const CoreHandle>(std::move(core))) {}

  Result<std::unique_ptr<Net>> load(NetBytes bytes) const override {
    if (bytes.arithmetic == Arithmetic::kInt8 && !has_vnni())
      return fail(ErrorCode::kIncompatible,
                  "This model pack runs in int8 and needs a CPU with VNNI instructions; without them its embeddings "
                  "differ from other machines'. Choose another pack with --model-pack.");
    MIEN_TRY(auto source, NetSource::open(core_, std::move(bytes.model), bytes.weights));
    MIEN_TRY(const ModelHandle model, source.read());
    MIEN_TRY(const InputSize size, input_size_of(model.get()));
    MIEN_TRY(auto names, output_names_of(model.get()));
    return std::make_unique<OpenVinoNet>(std::move(source), std::move(names), size);
  }

 private:
  std::shared_ptr<const CoreHandle> core_;
};

}  // namespace

Result<std::unique_ptr<Runtime>> Runtime::open() {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx")) return fail(ErrorCode::kIncompatible, "Mien needs a CPU with AVX instructions.");
#endif
  ov_core_t* core = nullptr;
  if (const auto status = ov_core_create(&core); status != OK)
    return broken(ErrorCode::kIncompatible, "The inference runtime does not start.", status);
  return std::make_unique<OpenVinoRuntime>(CoreHandle(core));
}

}  // namespace mien::openvino
