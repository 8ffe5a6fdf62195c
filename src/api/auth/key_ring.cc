#include "api/auth/key_ring.h"

#include "api/auth/crypto.h"

namespace mien::api {

Secret decoy_secret() { return Secret("no key has this secret, and no answer is right"); }

std::optional<AccessKey> RootKeyRing::find(std::string_view access_key_id) const {
  if (!equal_in_constant_time(access_key_id, access_key_id_)) return std::nullopt;
  return AccessKey{secret_, Role::kAdmin};
}

}  // namespace mien::api
