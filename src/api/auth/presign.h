#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/key_ring.h"

namespace mien::api {

/// A request that somebody without a key shall be able to make, for some time.
struct PresignedRequest {
  std::string_view method;
  std::string_view base_url;  ///< Scheme and authority, as the client will call it: http://127.0.0.1:8080
  std::string_view bucket;
  std::string_view key;  ///< Decoded.
  /// Headers that the client must send as they are here; names in lower case. Host comes by itself.
  std::span<const std::pair<std::string, std::string>> headers{};
  std::chrono::seconds lifetime{};  ///< 1 s to limits::kLinkLifetimeMax
  std::string_view region;
  std::chrono::sys_seconds at;
};

/// The link: path style, signed by version 4 in the query, the body unsigned.
std::string presign_url(const PresignedRequest& request, std::string_view access_key_id, const Secret& secret);

}  // namespace mien::api
