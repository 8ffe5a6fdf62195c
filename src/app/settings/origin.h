#pragma once

#include <cstdint>
#include <string_view>

namespace mien::app {

/// Where something was set up. What is the configuration file's is changed there and nowhere else.
enum class Origin : std::uint8_t { kFile, kConsole };

constexpr std::string_view name_of(Origin origin) { return origin == Origin::kFile ? "file" : "console"; }

}  // namespace mien::app
