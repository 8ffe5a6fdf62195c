#include "adapters/openvino/openvino_net.h"

#include <openvino/c/openvino.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace mien::openvino {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using CoreHandle = std::unique_ptr<ov_core_t, Freer<ov_core_free>>;
using ModelHandle = std::unique_ptr<ov_model_t, Freer<ov_model_free>>;
using CompiledHandle = std::unique_ptr<ov_compiled_model_t, Freer<ov_compiled_model_free>>;
using RequestHandle = std::unique_ptr<ov_infer_request_t, Freer<ov_infer_request_free>>;
using TensorHandle = std::unique_ptr<ov_tensor_t, Freer<ov_tensor_free>>;
using PortHandle = std::unique_ptr<ov_output_const_port_t, Freer<ov_output_const_port_free>>;

/// Height and width of a net's input.
using InputSize = std::pair<std::size_t, std::size_t>;

std::string last_error(ov_status_e status) {
  const char* text = ov_get_last_err_msg();
  return "OpenVINO status " + std::to_string(static_cast<int>(status)) + ": " + (text ? text : "");
}

std::unexpected<Error> broken(ErrorCode code, const std::string& what, ov_status_e status) {
  return fail(code, what, last_error(status));
}

/// A net compiled for one input size.
struct Compiled {
  CompiledHandle model;
};

class OpenVinoSession final : public Net::Session {
 public:
  using CompileFor = std::function<Result<std::shared_ptr<const Compiled>>(InputSize)>;
  OpenVinoSession(CompileFor compile_for, std::size_t outputs)
      : compile_for_(std::move(compile_for)), outputs_(outputs) {}

  std::span<float> input() override {
    MIEN_CHECK(!requests_.empty());
    return {active().input, active().input_size};
  }

  Result<void> set_input_size(std::size_t height, std::size_t width) override {
    const InputSize size{height, width};
    const auto known = std::ranges::find(requests_, size, &Request::size);
    if (known != requests_.end()) {
      requests_.splice(requests_.begin(), requests_, known);
      return {};
    }
    MIEN_TRY(auto compiled, compile_for_(size));
    MIEN_TRY(auto request, open_request(std::move(compiled), size));
    requests_.push_front(std::move(request));
    if (requests_.size() > kSizesKept) requests_.pop_back();
    return {};
  }

  Result<void> run() override {
    MIEN_CHECK(!requests_.empty());
    if (const auto status = ov_infer_request_infer(active().handle.get()); status != OK)
      return broken(ErrorCode::kInternal, "The inference runtime failed.", status);
    return {};
  }

  Result<std::span<const float>> output(std::size_t index) override {
    MIEN_CHECK(!requests_.empty());
    return active().outputs.at(index);
  }

 private:
  /// Requests for every size that pictures can have would take some hundred megabytes; pictures of one camera need few.
  static constexpr std::size_t kSizesKept = 4;

  struct Request {
    InputSize size{};
    std::shared_ptr<const Compiled> compiled;
    RequestHandle handle;
    TensorHandle input_tensor;
    std::vector<TensorHandle> output_tensors;
    float* input = nullptr;
    std::size_t input_size = 0;
    std::vector<std::span<const float>> outputs;
  };

  /// Binds the tensors once: shapes are fixed from here on, so runs allocate nothing.
  Result<Request> open_request(std::shared_ptr<const Compiled> compiled, InputSize size) const {
    Request request;
    request.size = size;
    ov_infer_request_t* handle = nullptr;
    if (const auto status = ov_compiled_model_create_infer_request(compiled->model.get(), &handle); status != OK)
      return broken(ErrorCode::kInternal, "The inference runtime failed.", status);
    request.handle.reset(handle);
    ov_tensor_t* tensor = nullptr;
    if (const auto status = ov_infer_request_get_input_tensor(handle, &tensor); status != OK)
      return broken(ErrorCode::kInternal, "The inference runtime failed.", status);
    request.input_tensor.reset(tensor);
    void* data = nullptr;
    if (ov_tensor_data(tensor, &data) != OK || ov_tensor_get_size(tensor, &request.input_size) != OK)
      return fail(ErrorCode::kInternal, "The inference runtime failed.", last_error(GENERAL_ERROR));
    request.input = static_cast<float*>(data);
    for (std::size_t i = 0; i < outputs_; ++i) {
      ov_tensor_t* output = nullptr;
      void* values = nullptr;
      std::size_t count = 0;
      if (ov_infer_request_get_output_tensor_by_index(handle, i, &output) != OK ||
          ov_tensor_data(output, &values) != OK || ov_tensor_get_size(output, &count) != OK) {
        TensorHandle release(output);
        return fail(ErrorCode::kInternal, "The inference runtime failed.", last_error(GENERAL_ERROR));
      }
      request.output_tensors.emplace_back(output);
      request.outputs.emplace_back(static_cast<const float*>(values), count);
    }
    request.compiled = std::move(compiled);
    return request;
  }

  Request& active() { return requests_.front(); }

  CompileFor compile_for_;
  std::size_t outputs_;
  std::list<Request> requests_;  ///< The one in use first, then the others by their last use.
};

class OpenVinoNet final : public Net {
 public:
  OpenVinoNet(std::shared_ptr<const CoreHandle> core, Runtime::Options options, Runtime::NetFile file,
              std::vector<std::string> output_names, InputSize fixed_size)
      : core_(std::move(core)),
        options_(options),
        file_(std::move(file)),
        output_names_(std::move(output_names)),
        fixed_size_(fixed_size) {}

  Result<std::unique_ptr<Session>> open_session() const override {
    auto session =
        std::make_unique<OpenVinoSession>([this](InputSize size) { return compiled_for(size); }, output_names_.size());
    if (fixed_size_ != InputSize{}) MIEN_TRY_VOID(session->set_input_size(fixed_size_.first, fixed_size_.second));
    return session;
  }

  const std::vector<std::string>& output_names() const override { return output_names_; }

 private:
  Result<std::shared_ptr<const Compiled>> compiled_for(InputSize size) const {
    // Held over the compilation so that two workers do not compile the same size; it happens once per size.
    const std::scoped_lock lock(mutex_);
    if (const auto known = compiled_.find(size); known != compiled_.end()) return known->second;
    MIEN_TRY(auto compiled, compile(size));
    auto shared = std::make_shared<const Compiled>(std::move(compiled));
    compiled_.emplace(size, shared);
    return shared;
  }

  Result<Compiled> compile(InputSize size) const {
    ov_model_t* raw = nullptr;
    if (const auto status = ov_core_read_model(core_->get(), file_.path.c_str(), nullptr, &raw); status != OK)
      return broken(ErrorCode::kIncompatible, "A model file cannot be read.", status);
    const ModelHandle model(raw);
    const std::array<std::int64_t, 4> dims{1, 3, static_cast<std::int64_t>(size.first),
                                           static_cast<std::int64_t>(size.second)};
    ov_partial_shape_t shape{};
    if (ov_partial_shape_create_static(4, dims.data(), &shape) != OK)
      return fail(ErrorCode::kInternal, "The inference runtime failed.", last_error(GENERAL_ERROR));
    const auto reshaped = ov_model_reshape_single_input(model.get(), shape);
    ov_partial_shape_free(&shape);
    if (reshaped != OK) return broken(ErrorCode::kInternal, "The net cannot take this input size.", reshaped);

    const std::string streams = std::to_string(options_.streams);
    ov_compiled_model_t* compiled = nullptr;
    const auto status = ov_core_compile_model(
        core_->get(), model.get(), "CPU", 10, &compiled, ov_property_key_hint_inference_precision, "f32",
        ov_property_key_num_streams, streams.c_str(), ov_property_key_inference_num_threads, streams.c_str(),
        ov_property_key_hint_enable_cpu_pinning, "NO", ov_property_key_hint_performance_mode, "THROUGHPUT");
    if (status != OK) return broken(ErrorCode::kIncompatible, "The inference runtime cannot compile a net.", status);
    return Compiled{CompiledHandle(compiled)};
  }

  std::shared_ptr<const CoreHandle> core_;
  Runtime::Options options_;
  Runtime::NetFile file_;
  std::vector<std::string> output_names_;
  InputSize fixed_size_;
  mutable std::mutex mutex_;
  mutable std::map<InputSize, std::shared_ptr<const Compiled>> compiled_;  ///< Guarded by mutex_.
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
  OpenVinoRuntime(CoreHandle core, Options options)
      : core_(std::make_shared<const CoreHandle>(std::move(core))), options_(options) {}

  Result<std::unique_ptr<Net>> load(const NetFile& file) const override {
    if (file.arithmetic == Arithmetic::kInt8 && !has_vnni())
      return fail(ErrorCode::kIncompatible,
                  "This model pack runs in int8 and needs a CPU with VNNI instructions; without them its embeddings "
                  "differ from other machines'. Choose another pack with --model-pack.");
    ov_model_t* raw = nullptr;
    if (const auto status = ov_core_read_model(core_->get(), file.path.c_str(), nullptr, &raw); status != OK)
      return broken(ErrorCode::kIncompatible, file.path + " is no net that the inference runtime can read.", status);
    const ModelHandle model(raw);
    MIEN_TRY(const InputSize size, input_size_of(model.get()));
    MIEN_TRY(auto names, output_names_of(model.get()));
    return std::make_unique<OpenVinoNet>(core_, options_, file, std::move(names), size);
  }

 private:
  std::shared_ptr<const CoreHandle> core_;
  Options options_;
};

}  // namespace

Result<std::unique_ptr<Runtime>> Runtime::open(const Options& options) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx")) return fail(ErrorCode::kIncompatible, "Mien needs a CPU with AVX instructions.");
#endif
  ov_core_t* core = nullptr;
  if (const auto status = ov_core_create(&core); status != OK)
    return broken(ErrorCode::kIncompatible, "The inference runtime does not start.", status);
  return std::make_unique<OpenVinoRuntime>(CoreHandle(core), options);
}

}  // namespace mien::openvino
