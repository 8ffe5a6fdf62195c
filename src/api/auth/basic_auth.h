#pragma once

#include <optional>
#include <string_view>

#include "api/auth/auth_error.h"
#include "api/auth/key_ring.h"
#include "ports/http.h"

namespace mien::api {

/// The key of that id where `secret` is its secret. Takes the same time for an id that there is not.
std::optional<AccessKey> find_with_secret(const KeyRing& keys, std::string_view access_key_id, std::string_view secret);

/// HTTP Basic (RFC 7617) with access key id and secret. Takes the same time for an unknown key as for a wrong secret,
/// and answers the same.
/// @errors kMissing (no Authorization header, or one of another scheme), kIncomplete, kBadSignature
AuthResult<Principal> verify_basic(const HttpHead& head, const KeyRing& keys);

}  // namespace mien::api
