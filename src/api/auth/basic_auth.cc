#include "api/auth/basic_auth.h"

#include <string>
#include <string_view>
#include <utility>

#include "api/auth/crypto.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/secret.h"

namespace mien::api {
namespace {

constexpr std::string_view kScheme = "Basic ";

}  // namespace

std::optional<AccessKey> find_with_secret(const KeyRing& keys, std::string_view access_key_id,
                                          std::string_view secret) {
  auto key = keys.find(access_key_id);
  const Secret expected = key ? key->secret : decoy_secret();
  const bool right = equal_in_constant_time(expected.reveal(), secret);
  if (!right) return std::nullopt;
  return key;
}

AuthResult<Principal> verify_basic(const HttpHead& head, const KeyRing& keys) {
  const auto header = head.header("authorization");
  if (!header || !equal_ignoring_case(header->substr(0, kScheme.size()), kScheme))
    return refuse(AuthProblem::kMissing, "This needs an access key id and its secret.");
  std::string credentials(header->substr(kScheme.size()));
  if (credentials.size() > limits::kBasicCredentialsBytesMax)
    return refuse(AuthProblem::kIncomplete, "The Authorization header is too long.");
  const auto decoded = decode_base64_in_place(credentials);
  if (!decoded) return refuse(AuthProblem::kIncomplete, "The Authorization header is not base64.");
  const std::string_view text(credentials.data(), decoded->size());
  const auto colon = text.find(':');
  if (colon == std::string_view::npos)
    return refuse(AuthProblem::kIncomplete, "The Authorization header must hold an access key id, ':' and a secret.");

  const std::string_view access_key_id = text.substr(0, colon);
  const auto key = find_with_secret(keys, access_key_id, text.substr(colon + 1));
  std::string id(access_key_id);
  wipe(credentials);
  if (!key) return refuse(AuthProblem::kBadSignature, "The access key id or the secret is wrong.");
  return Principal{std::move(id), key->role};
}

}  // namespace mien::api
