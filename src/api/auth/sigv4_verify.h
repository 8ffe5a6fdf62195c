#pragma once

#include <string>

#include "api/auth/auth_error.h"
#include "api/auth/key_ring.h"
#include "api/auth/sigv4.h"
#include "ports/clock.h"
#include "ports/http.h"

namespace mien::api::sigv4 {

struct Verified {
  Principal principal;
  std::string region;   ///< Any is accepted.
  std::string service;  ///< For the caller to compare with its own name.
};

/// Proves that the request was made by the owner of an access key, within limits::kClockSkewMax of now, and that
/// nothing of what counts was changed since: method, path, query, Host, date, X-Amz-Target where there is one, and the
/// body. Content-Type may be unsigned, as some clients leave it: the surfaces take only one anyway. An unknown key
/// costs the same time here as a wrong signature. It is no secret which keys exist, though: the router refuses unknown
/// ones before their body is read, so that strangers cannot make the server read and hash bodies, and AWS tells the
/// two apart in its answers.
/// @errors kMissing, kIncomplete, kBadSignature, kUnknownKey
AuthResult<Verified> verify(const HttpRequest& request, const KeyRing& keys, const Clock& clock,
                            PathRule path_rule = PathRule::kNormalized);

}  // namespace mien::api::sigv4
