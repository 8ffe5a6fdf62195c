#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "core/ids.h"
#include "ports/http.h"

/// AWS Signature Version 4 (AWS4-HMAC-SHA256) in headers: the arithmetic that signing and verifying share.
/// Source: AWS General Reference, "Create a signed AWS API request"; checked against AWS's own vectors in tests/golden.
namespace mien::api::sigv4 {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

/// What is done to a path before it is signed.
enum class PathRule : std::uint8_t {
  kNormalized,    ///< "." and ".." segments and repeated slashes are taken out, and it is encoded once more than sent.
  kUnnormalized,  ///< Only encoded once more.
  kAsSent,        ///< S3's: as sent, but for escapes of what needs none, or in lower case, which are made uniform.
};

/// What a signing key is good for: one day, one region, one service.
struct Scope {
  std::string_view date;  ///< YYYYMMDD
  std::string_view region;
  std::string_view service;
  std::string text() const;
};

/// @param signed_headers  lower-case names, sorted. The values of a header that occurs more than once are joined.
/// @param body_sha256     hexadecimal.
/// @param parameter_left_out  of the query: where a signature stands there, it cannot be of itself.
/// @return nullopt where the request does not have one of these headers.
std::optional<std::string> canonical_request(const HttpHead& head, std::span<const std::string_view> signed_headers,
                                             std::string_view body_sha256, PathRule path_rule,
                                             std::string_view parameter_left_out = {});

std::string string_to_sign(std::string_view amz_date, const Scope& scope, std::string_view canonical_request);

/// Good for one scope; the caller wipes it.
Sha256 signing_key(const Secret& secret, const Scope& scope);

/// 64 hexadecimal digits.
std::string signature(const Secret& secret, const Scope& scope, std::string_view string_to_sign);

struct SigningOptions {
  std::string_view region;
  std::string_view service;
  std::chrono::sys_seconds at;
  PathRule path_rule = PathRule::kNormalized;
  std::string_view payload = {};  ///< What stands for the body where its hash does not, such as S3's UNSIGNED-PAYLOAD.
};

/// Signs every header that the request has at this point, which must include Host, and its body; adds X-Amz-Date and
/// Authorization. Headers that something on the way may change (User-Agent, Connection) are to be added afterwards.
void sign(HttpRequest& request, std::string_view access_key_id, const Secret& secret, const SigningOptions& options);

}  // namespace mien::api::sigv4
