#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/ids.h"

/// The little of OpenSSL that signatures need. All functions are thread-safe.
namespace mien::api {

Sha256 sha256(std::string_view bytes);
Sha256 hmac_sha256(std::span<const std::byte> key, std::string_view message);
/// Only for what old clients sign with it.
std::array<std::byte, 20> hmac_sha1(std::span<const std::byte> key, std::string_view message);

/// Takes the same time wherever the texts differ, and whatever their lengths are apart from hashing them.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace mien::api
