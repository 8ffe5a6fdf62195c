#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/memory_keys.h"
#include "fakes/memory_state.h"
#include "ports/operators.h"

namespace mien::fakes {

/// Whose keys are those of a MemoryKeys.
class MemoryOperators final : public OperatorStore {
 public:
  MemoryOperators(MemoryState& state, MemoryKeys& keys) : state_(state), keys_(keys) {}
  Result<void> add(const Operator& who, const SealedKey& key, std::size_t keys_max, const AuditEvent& event) override;
  Result<Operator> find(std::string_view name) const override;
  Result<Page<Operator>> list(const PageRequest& page) const override;
  Result<void> set_password(std::string_view name, std::string_view password_hash, const AuditEvent& event) override;
  Result<void> remove(std::string_view name, const AuditEvent& event) override;
  /// With the mutex held.
  bool has(std::string_view name) const { return living().contains(name); }

 private:
  /// Those whose key was not revoked. With the mutex held.
  std::map<std::string, Operator, std::less<>> living() const;

  MemoryState& state_;
  MemoryKeys& keys_;
  std::map<std::string, Operator, std::less<>> operators_;  ///< Guarded by the state's mutex.
};

class MemorySignInLinks final : public SignInLinkStore {
 public:
  MemorySignInLinks(MemoryState& state, const MemoryOperators& operators) : state_(state), operators_(operators) {}
  Result<void> put(const SignInLink& link, const std::optional<AuditEvent>& event) override;
  Result<std::optional<SignInLink>> find(const Sha256& token_sha256) const override;
  Result<bool> remove(const Sha256& token_sha256) override;

 private:
  MemoryState& state_;
  const MemoryOperators& operators_;
  std::map<Sha256, SignInLink> links_;  ///< Guarded by the state's mutex.
};

class MemorySessions final : public SessionStore {
 public:
  explicit MemorySessions(MemoryState& state) : state_(state) {}
  Result<void> put(const Session& session) override;
  Result<void> remove(const Sha256& token_sha256) override;
  Result<void> for_each(const std::function<void(const Session&)>& visit) const override;

 private:
  MemoryState& state_;
  std::map<Sha256, Session> sessions_;  ///< Guarded by the state's mutex.
};

/// Hides nothing: a hash is "hash of " and the password.
class FakePasswordHasher final : public PasswordHasher {
 public:
  Result<std::string> hash(std::string_view password) const override { return "hash of " + std::string(password); }
  Result<bool> verify(std::string_view hash, std::string_view password) const override {
    return hash == "hash of " + std::string(password);
  }
};

}  // namespace mien::fakes
