#pragma once

#include <openvino/c/openvino.h>

#include <memory>
#include <string>

#include "core/result.h"

namespace mien::openvino {

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

/// What the runtime says of the call that just failed.
inline std::string last_error(ov_status_e status) {
  const char* text = ov_get_last_err_msg();
  return "OpenVINO status " + std::to_string(static_cast<int>(status)) + ": " + (text ? text : "");
}

inline std::unexpected<Error> broken(ErrorCode code, const std::string& what, ov_status_e status) {
  return fail(code, what, last_error(status));
}

inline std::unexpected<Error> runtime_failed(ov_status_e status) {
  return broken(ErrorCode::kInternal, "The inference runtime failed.", status);
}

}  // namespace mien::openvino
