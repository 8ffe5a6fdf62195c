#pragma once

#include <string_view>
#include <vector>

#include "api/auth/auth_error.h"
#include "api/auth/sigv4.h"
#include "ports/http.h"

namespace mien::api::sigv4 {

/// What an Authorization header claims; nothing of it is proven. Views into the header.
struct Claim {
  std::string_view access_key_id;
  Scope scope;
  std::vector<std::string_view> signed_headers;  ///< Lower case, sorted, each once.
  std::string_view signature;                    ///< 64 lower-case hexadecimal digits.
};

/// Of the three parts of a claim, wherever they stand.
/// @errors kIncomplete
AuthResult<Claim> make_claim(std::string_view credential, std::string_view signed_headers, std::string_view signature);

/// Reads the request's one Authorization header. Strict: each part once, no others, every part in the form that AWS's
/// SDKs give it. Also used for routing, because a scope names the service. The claim must not outlive the head.
/// @errors kMissing (no such header), kIncomplete
AuthResult<Claim> parse_authorization(const HttpHead& head);

}  // namespace mien::api::sigv4
