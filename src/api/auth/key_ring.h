#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/role.h"
#include "core/secret.h"
#include "core/time.h"

namespace mien::api {

/// What callers with an unknown key id are checked against, so that they learn no more from the time it takes than
/// those with a wrong secret. Nobody may be let in by it.
Secret decoy_secret();

struct AccessKey {
  Secret secret;
  Role role;
  std::optional<Timestamp> expires{};  ///< None: until it is revoked.
};

/// Access keys by id. Thread-safe.
class KeyRing {
 public:
  virtual ~KeyRing() = default;
  /// nullopt: there is no such key, or it was revoked.
  virtual std::optional<AccessKey> find(std::string_view access_key_id) const = 0;
};

/// The one key of an installation's owner, who may do everything.
class RootKeyRing : public KeyRing {
 public:
  RootKeyRing(std::string access_key_id, Secret secret)
      : access_key_id_(std::move(access_key_id)), secret_(std::move(secret)) {}
  std::optional<AccessKey> find(std::string_view access_key_id) const override;

 private:
  std::string access_key_id_;
  Secret secret_;
};

/// Who a request comes from, once it is proven.
struct Principal {
  std::string access_key_id;
  Role role;
};

}  // namespace mien::api
