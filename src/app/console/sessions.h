#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ports/clock.h"
#include "ports/ids.h"
#include "ports/keys.h"
#include "ports/operators.h"

namespace mien::app {

/// Who is signed in to the console. Sessions are in memory, so that a look at one never waits, and in the store, so
/// that a restart signs nobody out. Thread-safe.
class Sessions {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    SessionStore& store;
    const KeyMaker& tokens;
    const Ids& ids;
    const Clock& clock;
    /// Whether an access key opens anything still.
    std::function<bool(std::string_view access_key_id)> is_key;
  };
  Sessions(Ports ports, std::chrono::minutes idle_lock) : ports_(std::move(ports)), idle_lock_(idle_lock) {}

  /// Takes what the store has into memory and forgets what has expired; once, at start. @errors kUnavailable
  Result<void> load();

  struct Opened {
    std::string token;  ///< For the cookie; nobody can read it again.
    Session session;
  };
  /// Beyond limits::kSessionsPerKeyMax the key's oldest session ends; those whose key is gone make room.
  /// @errors kQuotaExceeded (limits::kSessionsMax, kKiosksMax), kUnavailable
  Result<Opened> open(std::string name, std::string access_key_id, Session::Kind kind);
  /// `locked` says how it stands now: a console's session locks by itself without its operator. nullopt: there is no
  /// such session, or it has expired. Never blocks.
  std::optional<Session> find(std::string_view token) const;
  /// Notes that the operator is there. Does nothing for a session that is locked or gone.
  void note_presence(std::string_view token);
  /// @errors kNotFound, kUnavailable
  Result<Session> lock(std::string_view token);
  Result<Session> unlock(std::string_view token);
  /// True: there was one. @errors kUnavailable
  Result<bool> end(std::string_view token);
  /// All of a key but one, where one is named: after its password was changed, or the key is gone. @errors kUnavailable
  Result<void> end_all_of(std::string_view access_key_id, std::string_view token_kept);
  std::chrono::seconds idle_lock() const { return idle_lock_; }

 private:
  struct Entry {
    Session session;
    Timestamp noted{};  ///< Its `seen` in the store.
  };
  using Book = std::map<Sha256, Entry>;
  Sha256 digest(std::string_view token) const;
  bool is_locked(const Session& session) const;
  std::optional<Session> stored(const Sha256& key) const;
  Result<Session> set_locked(std::string_view token, bool locked);

  // Under changes_: nobody else writes, so that the book may be read without mutex_.
  Result<void> make_room(std::string_view access_key_id, Session::Kind kind);
  Result<void> put(const Session& session);
  Result<void> forget(const std::vector<Sha256>& tokens);

  Ports ports_;
  std::chrono::minutes idle_lock_;
  std::mutex changes_;               ///< Held over writes to the store, which are in the order of those to the book.
  mutable std::shared_mutex mutex_;  ///< Held for moments only.
  Book sessions_;                    ///< Guarded by mutex_; changed under changes_, but for `seen`.
};

}  // namespace mien::app
