#pragma once

#include <string_view>

namespace mien::cli {

/// Whether only this machine can reach the address.
inline bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

}  // namespace mien::cli
