#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit.h"
#include "core/result.h"
#include "core/role.h"
#include "core/time.h"
#include "ports/page.h"

/// Access keys beside the root key: where they are kept, what hides their secrets there, and who is told of changes.
namespace mien {

/// What may be shown of an access key.
struct KeyInfo {
  std::string access_key_id;
  Role role = Role::kAuditor;
  std::string name{};        ///< For people, who shall know what the key is for; may be empty.
  std::string created_by{};  ///< Access key id.
  Timestamp created{};
  std::optional<Timestamp> expires{};  ///< From this moment on it opens nothing.
};

/// As it is kept: nobody can use the secret without the sealing key.
struct SealedKey {
  KeyInfo info;
  std::vector<std::byte> sealed_secret{};
};

/// Keys by id; those that were revoked are gone. Thread-safe; every write is durable once it returns, and its event is
/// written in the same transaction. Every function can fail with kUnavailable. Adapter: store_sqlite.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  /// @param keys_max  how many there may be, this one included.
  /// @errors kAlreadyExists (the id), kQuotaExceeded
  virtual Result<void> add(const SealedKey& key, std::size_t keys_max, const AuditEvent& event) = 0;
  /// By the order in which they were made. @errors kInvalidPageToken
  virtual Result<Page<KeyInfo>> list(const PageRequest& page) const = 0;
  /// @errors kNotFound
  virtual Result<void> remove(std::string_view access_key_id, const AuditEvent& event) = 0;
  /// Calls `visit` for every key; stops where it fails and gives that error.
  virtual Result<void> for_each(const std::function<Result<void>(const SealedKey&)>& visit) const = 0;
};

/// Hides secrets at rest, with one key that is kept elsewhere. Thread-safe. Adapter: sealing (libsodium).
class Sealer {
 public:
  virtual ~Sealer() = default;
  /// @param context  what the secret belongs to: it can be opened for nothing else.
  virtual std::vector<std::byte> seal(std::string_view secret, std::string_view context) const = 0;
  /// @errors kIncompatible  it was sealed with another key or for another context, or was changed
  virtual Result<std::string> open(std::span<const std::byte> sealed, std::string_view context) const = 0;
};

/// Makes ids and secrets that nobody can guess. Thread-safe. Adapter: system.
class KeyMaker {
 public:
  struct Pair {
    std::string access_key_id;
    std::string secret;
  };
  virtual ~KeyMaker() = default;
  virtual Pair make() const = 0;
};

/// The keys that requests are checked against, in memory. Thread-safe.
class ActiveKeys {
 public:
  virtual ~ActiveKeys() = default;
  virtual void add(const KeyInfo& info, std::string secret) = 0;
  /// The next request that is signed with it is refused.
  virtual void remove(std::string_view access_key_id) = 0;
};

}  // namespace mien
