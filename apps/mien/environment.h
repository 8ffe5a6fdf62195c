#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace mien::cli {

/// A variable of the environment; nullopt where it is not set.
inline std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

}  // namespace mien::cli
