#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/audit.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/role.h"
#include "core/time.h"
#include "ports/keys.h"
#include "ports/page.h"

/// Those who sign in to the console: who they are, what proves it, and who is signed in. Every function can fail with
/// kUnavailable.
namespace mien {

/// Somebody who looks after the service and signs in with a password. What an operator may do is what the access key
/// may that belongs to it; when that is revoked, the operator is gone.
struct Operator {
  std::string name;
  std::string access_key_id;
  Role role = Role::kAuditor;
  Timestamp created{};
  std::string password_hash{};  ///< In the hasher's own form; empty: none was chosen yet.
};

/// Thread-safe; every write is durable once it returns, and its event is written in the same transaction. Adapter:
/// store_sqlite.
class OperatorStore {
 public:
  virtual ~OperatorStore() = default;
  /// With its key. @param keys_max  how many keys there may be, this one included.
  /// @errors kAlreadyExists (the name), kQuotaExceeded
  virtual Result<void> add(const Operator& who, const SealedKey& key, std::size_t keys_max,
                           const AuditEvent& event) = 0;
  /// @errors kNotFound
  virtual Result<Operator> find(std::string_view name) const = 0;
  /// By name. @errors kInvalidPageToken
  virtual Result<Page<Operator>> list(const PageRequest& page) const = 0;
  /// @errors kNotFound
  virtual Result<void> set_password(std::string_view name, std::string_view password_hash, const AuditEvent& event) = 0;
  /// With its key. @errors kNotFound
  virtual Result<void> remove(std::string_view name, const AuditEvent& event) = 0;
};

/// What lets its holder choose a password, once: an operator's, or where it names none the first operator's.
struct SignInLink {
  Sha256 token_sha256{};
  std::optional<std::string> operator_name{};
  Timestamp expires{};
};

/// Thread-safe and durable. An operator's link goes with the operator. Adapter: store_sqlite.
class SignInLinkStore {
 public:
  virtual ~SignInLinkStore() = default;
  /// Takes the place of the last one for the same operator, or for none. @errors kNotFound (operator)
  virtual Result<void> put(const SignInLink& link, const std::optional<AuditEvent>& event) = 0;
  /// nullopt: there never was such a link, or it was replaced or removed.
  virtual Result<std::optional<SignInLink>> find(const Sha256& token_sha256) const = 0;
  /// False: somebody else was faster.
  virtual Result<bool> remove(const Sha256& token_sha256) = 0;
};

/// Somebody who is signed in. The token, of which only the hash is kept, stands in the browser's cookie.
struct Session {
  enum class Kind : std::uint8_t {
    kConsole,
    kKiosk,  ///< A door's: may verify only, does not lock, and its access key was made for it alone.
  };
  Sha256 token_sha256{};
  std::string name;           ///< The operator's; of whoever came with an access key, its id.
  std::string access_key_id;  ///< What it may do is what this key may.
  Kind kind = Kind::kConsole;
  bool locked = false;  ///< Opens nothing until the password was given again.
  Timestamp created{};
  Timestamp seen{};     ///< When its operator was last at work.
  Timestamp expires{};  ///< From this moment on there is no such session.
  bool operator==(const Session&) const = default;
  /// Whoever came with an access key has none.
  bool has_password() const { return name != access_key_id; }
};

/// Thread-safe; what is noted of a session survives the end of the process, and power loss once a later write was
/// synced: whoever is signed out by that signs in again. Adapter: store_sqlite.
class SessionStore {
 public:
  virtual ~SessionStore() = default;
  /// Adds it, or replaces what was noted under its token.
  virtual Result<void> put(const Session& session) = 0;
  virtual Result<void> remove(const Sha256& token_sha256) = 0;
  /// Calls `visit` for every session.
  virtual Result<void> for_each(const std::function<void(const Session&)>& visit) const = 0;
};

/// Turns passwords into what proves them and cannot be turned back; slow on purpose. Thread-safe. Adapter: sealing
/// (Argon2id).
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  /// @errors kOverloaded  there is not the memory for it
  virtual Result<std::string> hash(std::string_view password) const = 0;
  /// Whether the hash was made of this password. Takes as long for a hash that is none. @errors kOverloaded
  virtual Result<bool> verify(std::string_view hash, std::string_view password) const = 0;
};

}  // namespace mien
