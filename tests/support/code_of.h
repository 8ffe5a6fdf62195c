#pragma once

#include "core/result.h"

namespace mien {

/// Why something was refused, for tests that expect a refusal; kInternal where nothing was.
template <class T>
ErrorCode code_of(const Result<T>& result) {
  return result ? ErrorCode::kInternal : result.error().code;
}

}  // namespace mien
