#include "api/auth/function_key_ring.h"

#include <algorithm>

namespace mien::api {

std::optional<AccessKey> FunctionKeyRing::find(std::string_view access_key_id) const {
  {
    const std::scoped_lock lock(mutex_);
    const auto at = secrets_.find(access_key_id);
    if (at != secrets_.end()) return AccessKey{at->second, Role::kEnroller};
  }
  return others_.find(access_key_id);
}

FunctionKeys::Key FunctionKeyRing::add(std::string_view function) {
  // Two random UUIDs have 244 bits that nobody can guess.
  Key key{.access_key_id = "fn-" + std::string(function) + "-" + ids_.random().text().substr(0, 8),
          .secret = ids_.random().text() + ids_.random().text()};
  std::erase(key.secret, '-');
  const std::scoped_lock lock(mutex_);
  secrets_.erase(key.access_key_id);
  secrets_.emplace(key.access_key_id, Secret(key.secret));
  return key;
}

void FunctionKeyRing::remove(std::string_view access_key_id) noexcept {
  const std::scoped_lock lock(mutex_);
  const auto at = secrets_.find(access_key_id);
  if (at != secrets_.end()) secrets_.erase(at);
}

}  // namespace mien::api
