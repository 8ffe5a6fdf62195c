#pragma once

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "ports/clock.h"
#include "ports/keys.h"

namespace mien::api {

/// The root key and those that it, or another admin's key, made. What is removed or has expired is refused from the
/// next request on. Secrets are held in memory as they are, and wiped when their key goes. Thread-safe.
class StoredKeyRing final : public KeyRing, public ActiveKeys {
 public:
  /// Borrows the clock.
  StoredKeyRing(RootKeyRing root, const Clock& clock) : root_(std::move(root)), clock_(clock) {}

  /// The root key goes before a stored one of the same id.
  std::optional<AccessKey> find(std::string_view access_key_id) const override;
  void add(const KeyInfo& info, std::string secret) override;
  void remove(std::string_view access_key_id) override;

 private:
  RootKeyRing root_;
  const Clock& clock_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, AccessKey, std::less<>> keys_;  ///< Guarded by mutex_.
};

}  // namespace mien::api
