#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace mien {

/// The code that name_of() gives that name; nullopt: there is none. "internal" is kInternal.
constexpr std::optional<ErrorCode> error_code_of(std::string_view name) {
  if (name == name_of(ErrorCode::kInternal)) return ErrorCode::kInternal;  // Another has the same name.
  for (std::uint8_t i = 0; i < std::to_underlying(ErrorCode::kInternal); ++i)
    if (name == name_of(ErrorCode{i})) return ErrorCode{i};
  return std::nullopt;
}

}  // namespace mien
