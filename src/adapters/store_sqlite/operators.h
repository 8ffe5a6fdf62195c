#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/operators.h"

namespace mien::sqlite {

/// OperatorStore over SQLite. Thread-safe. Borrows the pool.
class Operators final : public OperatorStore {
 public:
  explicit Operators(Pool& pool) : pool_(pool) {}
  Result<void> add(const Operator& who, const SealedKey& key, std::size_t keys_max, const AuditEvent& event) override;
  Result<Operator> find(std::string_view name) const override;
  Result<Page<Operator>> list(const PageRequest& page) const override;
  /// Empties the log, too: an old password's hash is in no file any more.
  Result<void> set_password(std::string_view name, std::string_view password_hash, const AuditEvent& event) override;
  Result<void> remove(std::string_view name, const AuditEvent& event) override;

 private:
  Pool& pool_;
};

/// SignInLinkStore over SQLite. Thread-safe. Borrows the pool.
class SignInLinks final : public SignInLinkStore {
 public:
  explicit SignInLinks(Pool& pool) : pool_(pool) {}
  Result<void> put(const SignInLink& link, const std::optional<AuditEvent>& event) override;
  Result<std::optional<SignInLink>> find(const Sha256& token_sha256) const override;
  Result<bool> remove(const Sha256& token_sha256) override;

 private:
  Pool& pool_;
};

/// SessionStore over SQLite. Thread-safe. Borrows the pool.
class Sessions final : public SessionStore {
 public:
  explicit Sessions(Pool& pool) : pool_(pool) {}
  Result<void> put(const Session& session) override;
  Result<void> remove(const Sha256& token_sha256) override;
  Result<void> for_each(const std::function<void(const Session&)>& visit) const override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
