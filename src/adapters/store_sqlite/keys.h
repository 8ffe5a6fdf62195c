#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/keys.h"

namespace mien::sqlite {

/// Inside a write transaction; what comes with a key is written with it. @errors kAlreadyExists, kQuotaExceeded
Result<void> insert_key(Connection& connection, const SealedKey& key, std::size_t keys_max);

/// KeyStore over SQLite. Thread-safe. Borrows the pool.
class Keys final : public KeyStore {
 public:
  explicit Keys(Pool& pool) : pool_(pool) {}
  Result<void> add(const SealedKey& key, std::size_t keys_max, const AuditEvent& event) override;
  Result<Page<KeyInfo>> list(const PageRequest& page) const override;
  /// Empties the log, too, so that the sealed secret is in no file any more.
  Result<void> remove(std::string_view access_key_id, const AuditEvent& event) override;
  Result<void> for_each(const std::function<Result<void>(const SealedKey&)>& visit) const override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
