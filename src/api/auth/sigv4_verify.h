#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/auth/auth_error.h"
#include "api/auth/key_ring.h"
#include "api/auth/sigv4.h"
#include "ports/clock.h"
#include "ports/http.h"

namespace mien::api::sigv4 {

struct Verified {
  Principal principal;
  std::string service;  ///< For the caller to compare with its own name. Any region is accepted.
};

/// What a head tells before its body is there.
struct HeadVerdict {
  /// A request that declares the hash of its body (X-Amz-Content-Sha256) is proven by its head: only the owner of the
  /// key can have signed that hash. Others, such as those of AWS's SDKs for services other than S3, are not, until
  /// verify() has seen the body.
  enum class Proven : std::uint8_t { kYes, kNotWithoutTheBody };
  std::string service;  ///< As claimed; for the caller to compare with its own name.
  Proven proven = Proven::kNotWithoutTheBody;
};

/// Refuses what no body can make right, so that a body is not read for it: a claim that cannot be read, a session
/// token, an unsigned header that must be signed, another time than ours, an unknown key, and a signature that is wrong
/// for the declared hash. Lets nobody in: verify() still has to see that the body has that hash.
/// @errors as verify()
AuthResult<HeadVerdict> verify_head(const HttpHead& head, const KeyRing& keys, const Clock& clock,
                                    PathRule path_rule = PathRule::kNormalized);

/// Proves that the request was made by the owner of an access key, within limits::kClockSkewMax of now, and that
/// nothing of what counts was changed since: method, path, query, Host, date, X-Amz-Target where there is one, and the
/// payload as far as `payload_sha256` stands for it. Content-Type may be unsigned, as some clients leave it: the
/// surfaces take only one anyway. An unknown key costs the same time here as a wrong signature. It is no secret which
/// keys exist, though: verify_head() refuses unknown ones before their body is read, so that strangers cannot make the
/// server read and hash bodies, and AWS tells the two apart in its answers.
/// @param payload_sha256  what the canonical request ends with: the body's hash in hexadecimal, to be computed or
///                        checked by the caller, or where a service has them one of its words for other payloads.
/// @errors kMissing, kIncomplete, kBadSignature, kUnknownKey
AuthResult<Verified> verify(const HttpHead& head, std::string_view payload_sha256, const KeyRing& keys,
                            const Clock& clock, PathRule path_rule = PathRule::kNormalized);

/// The same over the hash of the request's body, which a declared hash must be equal to.
AuthResult<Verified> verify(const HttpRequest& request, const KeyRing& keys, const Clock& clock,
                            PathRule path_rule = PathRule::kNormalized);

}  // namespace mien::api::sigv4
