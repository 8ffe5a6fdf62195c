#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "app/audit_sources.h"
#include "core/role.h"
#include "ports/keys.h"

namespace mien::app {

/// What access keys need. All borrowed.
struct KeyPorts {
  KeyStore& store;
  const Sealer& sealer;
  const KeyMaker& maker;
  ActiveKeys& active;
  /// Held while store and memory are changed together: a key that is revoked while it is made would else stay active.
  std::mutex& changes;
};

/// Takes all keys of the store into memory; at start. @return how many
/// @errors kIncompatible  a secret cannot be opened: the message is for the operator; kUnavailable
Result<std::size_t> activate_keys(const KeyStore& store, const Sealer& sealer, ActiveKeys& active);

/// What an access key is to be.
struct KeyRequest {
  Role role = Role::kAuditor;
  std::string name{};                              ///< For people; may be empty.
  std::optional<std::chrono::seconds> lifetime{};  ///< None: until it is revoked.
  std::string actor{};
};

/// A key that is neither stored nor active yet.
struct NewKey {
  SealedKey key;
  std::string secret;
};
NewKey new_key(const KeyPorts& ports, const KeyRequest& request, Timestamp now);

class CreateKey {
 public:
  using Request = KeyRequest;
  struct Response {
    KeyInfo info;
    std::string secret;  ///< Nobody can read it again.
  };
  CreateKey(KeyPorts ports, AuditSources sources) : ports_(ports), sources_(sources) {}
  /// @errors kInvalidArgument (name, lifetime), kQuotaExceeded, kUnavailable
  Result<Response> run(const Request& request) const;

 private:
  KeyPorts ports_;
  AuditSources sources_;
};

class ListKeys {
 public:
  explicit ListKeys(const KeyStore& store) : store_(store) {}
  /// Without the root key. @errors kInvalidPageToken, kUnavailable
  Result<Page<KeyInfo>> run(const PageRequest& page) const { return store_.list(page); }

 private:
  const KeyStore& store_;
};

class RevokeKey {
 public:
  RevokeKey(KeyPorts ports, std::string root_access_key_id, AuditSources sources)
      : ports_(ports), root_access_key_id_(std::move(root_access_key_id)), sources_(sources) {}
  /// The key opens nothing once this returns; what it signed before, links too, is worth nothing either.
  /// @errors kInvalidArgument (the root key, or the caller's own), kNotFound, kUnavailable
  Result<void> run(std::string_view access_key_id, const std::string& actor) const;

 private:
  KeyPorts ports_;
  std::string root_access_key_id_;
  AuditSources sources_;
};

}  // namespace mien::app
