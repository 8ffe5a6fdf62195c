#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "api/auth/auth_error.h"
#include "api/auth/sigv4_header.h"
#include "ports/http.h"

namespace mien::api::sigv4 {

inline constexpr std::string_view kSignatureParameter = "X-Amz-Signature";

/// What a link that was signed by version 4 claims; nothing of it is proven.
struct LinkClaim {
  std::string credential;
  std::string signed_headers;
  std::string signature;
  std::chrono::sys_seconds at;
  std::chrono::seconds lifetime{};              ///< Within the limits.
  std::optional<std::string> payload_sha256{};  ///< What X-Amz-Content-Sha256 says, if it is there.
  bool has_token = false;

  /// Views into this object.
  /// @errors kIncomplete
  AuthResult<Claim> claim() const;
};

/// Reads the X-Amz-* parameters of a query. Strict: each that it needs once, in the form that AWS's SDKs give it.
/// @errors kMissing (none of them), kIncomplete
AuthResult<LinkClaim> parse_link(const HttpHead& head);

}  // namespace mien::api::sigv4
