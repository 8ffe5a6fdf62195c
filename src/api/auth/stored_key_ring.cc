#include "api/auth/stored_key_ring.h"

#include <mutex>
#include <utility>

namespace mien::api {

std::optional<AccessKey> StoredKeyRing::find(std::string_view access_key_id) const {
  if (auto root = root_.find(access_key_id)) return root;
  const std::shared_lock lock(mutex_);
  const auto at = keys_.find(access_key_id);
  if (at == keys_.end()) return std::nullopt;
  if (at->second.expires && *at->second.expires <= clock_.now()) return std::nullopt;
  return at->second;
}

void StoredKeyRing::add(const KeyInfo& info, std::string secret) {
  AccessKey key{Secret(std::move(secret)), info.role, info.expires};
  const std::unique_lock lock(mutex_);
  keys_.insert_or_assign(info.access_key_id, std::move(key));
}

void StoredKeyRing::remove(std::string_view access_key_id) {
  const std::unique_lock lock(mutex_);
  if (const auto at = keys_.find(access_key_id); at != keys_.end()) keys_.erase(at);
}

}  // namespace mien::api
