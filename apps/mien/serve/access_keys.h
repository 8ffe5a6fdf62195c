#pragma once

#include <memory>
#include <mutex>

#include "adapters/sealing/secret_box.h"
#include "adapters/system/sealing_key.h"
#include "adapters/system/system_keys.h"
#include "api/auth/stored_key_ring.h"
#include "api/rest/key_routes.h"
#include "app/keys.h"
#include "serve/backends.h"

namespace mien::cli {

/// The keys that the service believes, and what makes and revokes them.
class AccessKeys {
 public:
  /// Finds the sealing key, or makes one where nothing is sealed yet, and takes all stored keys into memory. Borrows
  /// the backends.
  /// @errors those of SealingKey and activate_keys, for the operator
  static Result<std::unique_ptr<AccessKeys>> open(Backends& backends);

  const api::KeyRing& ring() const { return ring_; }
  const app::KeyPorts& ports() const { return ports_; }
  const app::CreateKey& create() const { return create_; }
  const app::RevokeKey& revoke() const { return revoke_; }
  api::rest::KeyRoutes::UseCases of_rest() const { return {create_, list_, revoke_}; }

 private:
  AccessKeys(Backends& backends, const SealingKey& sealing_key);

  SecretBox sealer_;
  SystemKeys maker_;
  api::StoredKeyRing ring_;
  std::mutex changes_;
  app::KeyPorts ports_;
  app::CreateKey create_;
  app::ListKeys list_;
  app::RevokeKey revoke_;
};

}  // namespace mien::cli
