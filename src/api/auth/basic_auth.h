#pragma once

#include "api/auth/auth_error.h"
#include "api/auth/key_ring.h"
#include "ports/http.h"

namespace mien::api {

/// HTTP Basic (RFC 7617) with access key id and secret. Takes the same time for an unknown key as for a wrong secret,
/// and answers the same.
/// @errors kMissing (no Authorization header, or one of another scheme), kIncomplete, kBadSignature
AuthResult<Principal> verify_basic(const HttpHead& head, const KeyRing& keys);

}  // namespace mien::api
