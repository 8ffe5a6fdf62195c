#include "app/console/sessions.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "core/limits.h"

namespace mien::app {
namespace {

std::unexpected<Error> no_session() { return fail(ErrorCode::kNotFound, "There is no such session."); }

std::chrono::seconds lifetime_of(Session::Kind kind) {
  return kind == Session::Kind::kKiosk ? std::chrono::seconds(limits::kKioskLifetime)
                                       : std::chrono::seconds(limits::kSessionLifetime);
}

}  // namespace

Sha256 Sessions::digest(std::string_view token) const { return ports_.ids.sha256(std::as_bytes(std::span(token))); }

bool Sessions::is_locked(const Session& session) const {
  const bool idle = session.kind == Session::Kind::kConsole && ports_.clock.now() - session.seen >= idle_lock_;
  return session.locked || idle;
}

Result<void> Sessions::put(const Session& session) {
  MIEN_TRY_VOID(ports_.store.put(session));
  const std::unique_lock lock(mutex_);
  sessions_.insert_or_assign(session.token_sha256, Entry{session, session.seen});
  return {};
}

Result<void> Sessions::forget(const std::vector<Sha256>& tokens) {
  for (const Sha256& token : tokens) {
    MIEN_TRY_VOID(ports_.store.remove(token));
    const std::unique_lock lock(mutex_);
    sessions_.erase(token);
  }
  return {};
}

Result<void> Sessions::load() {
  const std::scoped_lock changing(changes_);
  std::vector<Sha256> expired;
  const Timestamp now = ports_.clock.now();
  {
    const std::unique_lock lock(mutex_);
    MIEN_TRY_VOID(ports_.store.for_each([&](const Session& session) {
      if (session.expires <= now) expired.push_back(session.token_sha256);
      sessions_.insert_or_assign(session.token_sha256, Entry{session, session.seen});
    }));
  }
  return forget(expired);
}

Result<void> Sessions::make_room(std::string_view access_key_id, Session::Kind kind) {
  const Timestamp now = ports_.clock.now();
  std::vector<Sha256> superfluous;
  const Session* oldest = nullptr;
  std::size_t of_key = 0;
  std::size_t kiosks = 0;
  for (const auto& [token, entry] : sessions_) {
    const Session& session = entry.session;
    if (session.expires <= now || !ports_.is_key(session.access_key_id)) {
      superfluous.push_back(token);
      continue;
    }
    if (session.kind == Session::Kind::kKiosk) ++kiosks;
    if (session.access_key_id == access_key_id) {
      ++of_key;
      if (oldest == nullptr || session.created < oldest->created) oldest = &session;
    }
  }
  if (of_key >= limits::kSessionsPerKeyMax) superfluous.push_back(oldest->token_sha256);
  MIEN_TRY_VOID(forget(superfluous));
  if (kind == Session::Kind::kKiosk && kiosks >= limits::kKiosksMax)
    return fail(ErrorCode::kQuotaExceeded, "There are " + std::to_string(limits::kKiosksMax) +
                                               " kiosks already: one has to be signed out, or its access key revoked.");
  if (sessions_.size() >= limits::kSessionsMax)
    return fail(ErrorCode::kQuotaExceeded,
                "There are " + std::to_string(limits::kSessionsMax) + " sessions already: somebody has to sign out.");
  return {};
}

Result<Sessions::Opened> Sessions::open(std::string name, std::string access_key_id, Session::Kind kind) {
  std::string token = ports_.tokens.make().secret;
  const Timestamp now = ports_.clock.now();
  const std::scoped_lock changing(changes_);
  MIEN_TRY_VOID(make_room(access_key_id, kind));
  Session session{.token_sha256 = digest(token),
                  .name = std::move(name),
                  .access_key_id = std::move(access_key_id),
                  .kind = kind,
                  .created = now,
                  .seen = now,
                  .expires = now + lifetime_of(kind)};
  MIEN_TRY_VOID(put(session));
  return Opened{std::move(token), std::move(session)};
}

std::optional<Session> Sessions::stored(const Sha256& key) const {
  const std::shared_lock lock(mutex_);
  const auto at = sessions_.find(key);
  if (at == sessions_.end()) return std::nullopt;
  return at->second.session;
}

std::optional<Session> Sessions::find(std::string_view token) const {
  auto found = stored(digest(token));
  if (!found || found->expires <= ports_.clock.now()) return std::nullopt;
  found->locked = is_locked(*found);
  return found;
}

void Sessions::note_presence(std::string_view token) {
  const Sha256 key = digest(token);
  const Timestamp now = ports_.clock.now();
  {
    const std::unique_lock lock(mutex_);
    const auto at = sessions_.find(key);
    if (at == sessions_.end() || is_locked(at->second.session)) return;
    at->second.session.seen = now;
    if (now - at->second.noted < limits::kSessionNotePause) return;
  }
  // Whoever changes sessions now is not waited for: the next request notes it.
  const std::unique_lock changing(changes_, std::try_to_lock);
  if (!changing) return;
  const auto session = stored(key);  // Once more: it may have been locked or ended before our turn.
  if (!session || session->locked) return;
  // A session whose note is lost locks the sooner after a restart; that is no reason to refuse the request.
  (void)put(*session);
}

Result<Session> Sessions::set_locked(std::string_view token, bool locked) {
  const Sha256 key = digest(token);
  const std::scoped_lock changing(changes_);
  auto session = stored(key);
  if (!session || session->expires <= ports_.clock.now()) return no_session();
  session->locked = locked;
  if (!locked) session->seen = ports_.clock.now();
  MIEN_TRY_VOID(put(*session));
  return *std::move(session);
}

Result<Session> Sessions::lock(std::string_view token) { return set_locked(token, true); }
Result<Session> Sessions::unlock(std::string_view token) { return set_locked(token, false); }

Result<bool> Sessions::end(std::string_view token) {
  const Sha256 key = digest(token);
  const std::scoped_lock changing(changes_);
  if (!sessions_.contains(key)) return false;
  MIEN_TRY_VOID(forget({key}));
  return true;
}

Result<void> Sessions::end_all_of(std::string_view access_key_id, std::string_view token_kept) {
  const Sha256 kept = digest(token_kept);
  const std::scoped_lock changing(changes_);
  std::vector<Sha256> ended;
  for (const auto& [token, entry] : sessions_)
    if (entry.session.access_key_id == access_key_id && token != kept) ended.push_back(token);
  return forget(ended);
}

}  // namespace mien::app
