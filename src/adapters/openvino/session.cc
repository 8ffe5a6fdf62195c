#include "adapters/openvino/session.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mien::openvino {
namespace {

/// Compiled for its own size, YuNet is 12 % faster at 320x256 and 3 % at 1280x960, where it would take 90 MB for each.
constexpr std::size_t kOwnCompilationPixelsMax = std::size_t{320} * 320;
/// The detector's small look has five shapes; 10 to 15 MB each.
constexpr std::size_t kOwnCompilationsMax = 5;

Result<std::span<float>> values_of(const ov_tensor_t* tensor) {
  void* data = nullptr;
  std::size_t count = 0;
  ov_status_e status = ov_tensor_data(tensor, &data);
  if (status == OK) status = ov_tensor_get_size(tensor, &count);
  if (status != OK) return runtime_failed(status);
  return std::span(static_cast<float*>(data), count);
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const NetSource& source, std::size_t outputs, InputSize fixed_size) {
  auto session = std::unique_ptr<Session>(new Session(source, outputs, fixed_size));
  if (fixed_size != InputSize{}) MIEN_TRY_VOID(session->use_own_compilation(fixed_size));
  return session;
}

std::span<float> Session::input() {
  MIEN_CHECK(active_);
  return active_->input;
}

Result<void> Session::set_input_size(std::size_t height, std::size_t width) {
  const InputSize size{height, width};
  if (active_ && active_->size == size) return {};
  if (fixed_size_ != InputSize{}) return fail(ErrorCode::kInternal, "The net cannot take this input size.");
  return size.pixels() <= kOwnCompilationPixelsMax ? use_own_compilation(size) : use_shared_compilation(size);
}

Result<void> Session::run() {
  MIEN_CHECK(active_);
  if (const auto status = ov_infer_request_infer(active_->handle.get()); status != OK) return runtime_failed(status);
  // With a free size the runtime puts its results elsewhere each time.
  return of_any_size_ && active_ == &*of_any_size_ ? bind_outputs(*active_) : Result<void>{};
}

Result<std::span<const float>> Session::output(std::size_t index) {
  MIEN_CHECK(active_);
  return active_->outputs.at(index);
}

Result<void> Session::use_own_compilation(InputSize size) {
  const auto known = std::ranges::find(of_one_size_, size, &Request::size);
  if (known != of_one_size_.end()) {
    of_one_size_.splice(of_one_size_.begin(), of_one_size_, known);
  } else {
    MIEN_TRY(auto compiled, source_.compile_for(size));
    MIEN_TRY(Request request, open_request(std::move(compiled)));
    request.size = size;
    MIEN_TRY_VOID(bind_input(request));
    MIEN_TRY_VOID(bind_outputs(request));
    of_one_size_.push_front(std::move(request));
    if (of_one_size_.size() > kOwnCompilationsMax) of_one_size_.pop_back();
  }
  active_ = &of_one_size_.front();
  return {};
}

Result<void> Session::use_shared_compilation(InputSize size) {
  if (!of_any_size_) {
    MIEN_TRY(auto compiled, source_.compile_for_any_size());
    MIEN_TRY(of_any_size_, open_request(std::move(compiled)));
  }
  if (of_any_size_->size != size) {
    std::array<std::int64_t, 4> dims{1, static_cast<std::int64_t>(size.height), static_cast<std::int64_t>(size.width),
                                     3};
    ov_tensor_t* tensor = nullptr;
    ov_status_e status = ov_tensor_create(F32, {.rank = 4, .dims = dims.data()}, &tensor);
    TensorHandle owned(tensor);
    if (status == OK) status = ov_infer_request_set_input_tensor(of_any_size_->handle.get(), tensor);
    if (status != OK) return runtime_failed(status);
    MIEN_TRY_VOID(bind_input(*of_any_size_));
    of_any_size_->outputs.clear();  // They are of the former size.
    of_any_size_->size = size;
  }
  active_ = &*of_any_size_;
  return {};
}

Result<Session::Request> Session::open_request(CompiledHandle compiled) {
  Request request;
  ov_infer_request_t* handle = nullptr;
  if (const auto status = ov_compiled_model_create_infer_request(compiled.get(), &handle); status != OK)
    return runtime_failed(status);
  request.handle.reset(handle);
  request.compiled = std::move(compiled);
  return request;
}

Result<void> Session::bind_input(Request& request) {
  ov_tensor_t* tensor = nullptr;
  if (const auto status = ov_infer_request_get_input_tensor(request.handle.get(), &tensor); status != OK)
    return runtime_failed(status);
  request.input_tensor.reset(tensor);
  MIEN_TRY(request.input, values_of(tensor));
  return {};
}

Result<void> Session::bind_outputs(Request& request) const {
  request.output_tensors.clear();
  request.outputs.clear();
  for (std::size_t i = 0; i < outputs_; ++i) {
    ov_tensor_t* tensor = nullptr;
    if (const auto status = ov_infer_request_get_output_tensor_by_index(request.handle.get(), i, &tensor); status != OK)
      return runtime_failed(status);
    request.output_tensors.emplace_back(tensor);
    MIEN_TRY(const auto values, values_of(tensor));
    request.outputs.emplace_back(values);
  }
  return {};
}

}  // namespace mien::openvino
