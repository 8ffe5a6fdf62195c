#include "serve/access_keys.h"

#include <cstdint>

#include "adapters/system/sealing_key.h"
#include "environment.h"

namespace mien::cli {
namespace {

Result<SealingKey> find_sealing_key(Backends& backends) {
  const std::string file = backends.directory->sealing_key_path();
  MIEN_TRY(const auto found, SealingKey::find(file, environment("MIEN_SEALING_KEY")));
  if (found) return *found;
  MIEN_TRY(const Page<KeyInfo> keys, backends.store->keys().list({.after = "", .limit = 1}));
  MIEN_TRY(const std::vector<Setup> webhooks, backends.store->setups().list(SetupKind::kWebhook));
  // A new one would open none of them, and hide that the right one is missing.
  if (!keys.items.empty() || !webhooks.empty())
    return fail(ErrorCode::kIncompatible,
                "There are access keys or webhooks, but not what their secrets were sealed with: restore " + file +
                    " or set MIEN_SEALING_KEY.");
  return SealingKey::create(*backends.directory);
}

}  // namespace

AccessKeys::AccessKeys(Backends& backends, const SealingKey& sealing_key)
    : sealer_(sealing_key.bytes),
      ring_({backends.root_keys.access_key_id, Secret(backends.root_keys.secret)}, backends.clock),
      ports_{backends.store->keys(), sealer_, maker_, ring_, changes_},
      create_(ports_, {backends.clock, backends.ids}),
      list_(backends.store->keys()),
      revoke_(ports_, backends.root_keys.access_key_id, {backends.clock, backends.ids}) {}

Result<std::unique_ptr<AccessKeys>> AccessKeys::open(Backends& backends) {
  MIEN_TRY(const SealingKey sealing_key, find_sealing_key(backends));
  auto keys = std::unique_ptr<AccessKeys>(new AccessKeys(backends, sealing_key));
  MIEN_TRY(const std::size_t count, app::activate_keys(backends.store->keys(), keys->sealer_, keys->ring_));
  backends.log->info("access_keys_ready", {{"keys", static_cast<std::int64_t>(count)}});
  return keys;
}

}  // namespace mien::cli
