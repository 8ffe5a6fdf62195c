#include "adapters/openvino/net_source.h"

#include <array>
#include <cstring>

namespace mien::openvino {
namespace {

using PreprocessHandle = std::unique_ptr<ov_preprocess_prepostprocessor_t, Freer<ov_preprocess_prepostprocessor_free>>;
using InputInfoHandle = std::unique_ptr<ov_preprocess_input_info_t, Freer<ov_preprocess_input_info_free>>;
using TensorInfoHandle =
    std::unique_ptr<ov_preprocess_input_tensor_info_t, Freer<ov_preprocess_input_tensor_info_free>>;
using ModelInfoHandle = std::unique_ptr<ov_preprocess_input_model_info_t, Freer<ov_preprocess_input_model_info_free>>;
using LayoutHandle = std::unique_ptr<ov_layout_t, Freer<ov_layout_free>>;

/// Calls a C function that gives its result through its last parameter.
template <class Handle, class Function, class... Arguments>
ov_status_e make(Handle& out, Function function, Arguments... arguments) {
  typename Handle::pointer raw = nullptr;
  const ov_status_e status = function(arguments..., &raw);
  out.reset(raw);
  return status;
}

/// The input takes pixels as pictures have them (NHWC). The first convolution wants them so, and a planar input would
/// be turned back by the runtime: a tenth of YuNet's time.
ov_status_e take_interleaved(ModelHandle& model) {
  PreprocessHandle preprocess;
  InputInfoHandle input;
  TensorInfoHandle tensor;
  ModelInfoHandle of_model;
  LayoutHandle interleaved, planar;
  ModelHandle built;
  ov_status_e status = make(preprocess, ov_preprocess_prepostprocessor_create, model.get());
  if (status == OK) status = make(input, ov_preprocess_prepostprocessor_get_input_info, preprocess.get());
  if (status == OK) status = make(tensor, ov_preprocess_input_info_get_tensor_info, input.get());
  if (status == OK) status = make(of_model, ov_preprocess_input_info_get_model_info, input.get());
  if (status == OK) status = make(interleaved, ov_layout_create, "NHWC");
  if (status == OK) status = make(planar, ov_layout_create, "NCHW");
  if (status == OK) status = ov_preprocess_input_tensor_info_set_layout(tensor.get(), interleaved.get());
  if (status == OK) status = ov_preprocess_input_model_info_set_layout(of_model.get(), planar.get());
  if (status == OK) status = make(built, ov_preprocess_prepostprocessor_build, preprocess.get());
  if (status == OK) model = std::move(built);
  return status;
}

}  // namespace

Result<NetSource> NetSource::open(std::shared_ptr<const CoreHandle> core, std::string model,
                                  std::span<const std::byte> weights) {
  TensorHandle tensor;
  if (!weights.empty()) {
    // Owned by the runtime, because models read from it share it and may live longer than this object.
    std::int64_t dimension = static_cast<std::int64_t>(weights.size());
    void* data = nullptr;
    ov_status_e status = make(tensor, ov_tensor_create, U8, ov_shape_t{.rank = 1, .dims = &dimension});
    if (status == OK) status = ov_tensor_data(tensor.get(), &data);
    if (status != OK) return runtime_failed(status);
    std::memcpy(data, weights.data(), weights.size());
  }
  return NetSource(std::move(core), std::move(model), std::move(tensor));
}

Result<ModelHandle> NetSource::read() const {
  ModelHandle model;
  const ov_status_e status = make(model, ov_core_read_model_from_memory_buffer, core_->get(), model_.data(),
                                  model_.size(), static_cast<const ov_tensor_t*>(weights_.get()));
  if (status != OK)
    return broken(ErrorCode::kIncompatible, "It is no net that the inference runtime can read.", status);
  return model;
}

Result<CompiledHandle> NetSource::compile(ov_dimension_t height, ov_dimension_t width) const {
  MIEN_TRY(ModelHandle model, read());
  const std::array<ov_dimension_t, 4> dims{{{1, 1}, {3, 3}, height, width}};
  ov_partial_shape_t shape{};
  if (const auto status = ov_partial_shape_create(4, dims.data(), &shape); status != OK) return runtime_failed(status);
  const auto reshaped = ov_model_reshape_single_input(model.get(), shape);
  ov_partial_shape_free(&shape);
  if (reshaped != OK) return broken(ErrorCode::kInternal, "The net cannot take this input size.", reshaped);
  if (const auto status = take_interleaved(model); status != OK) return runtime_failed(status);

  // One stream: more of them in one compiled model hand each inference to a thread of the runtime's own, whose core has
  // nothing of it in its caches (8 to 17 % slower).
  CompiledHandle compiled;
  const auto status = make(compiled, [&](ov_compiled_model_t** out) {
    return ov_core_compile_model(core_->get(), model.get(), "CPU", 8, out, ov_property_key_hint_inference_precision,
                                 "f32", ov_property_key_num_streams, "1", ov_property_key_inference_num_threads, "1",
                                 ov_property_key_hint_enable_cpu_pinning, "NO");
  });
  if (status != OK) return broken(ErrorCode::kIncompatible, "The inference runtime cannot compile a net.", status);
  return compiled;
}

Result<CompiledHandle> NetSource::compile_for(InputSize size) const {
  const auto exactly = [](std::size_t v) {
    return ov_dimension_t{static_cast<std::int64_t>(v), static_cast<std::int64_t>(v)};
  };
  return compile(exactly(size.height), exactly(size.width));
}

Result<CompiledHandle> NetSource::compile_for_any_size() const { return compile({-1, -1}, {-1, -1}); }

}  // namespace mien::openvino
