#include "api/session/session_gate.h"

#include <utility>

namespace mien::api {

std::optional<SessionGate::SignedIn> SessionGate::look(const HttpHead& head) const {
  const auto token = cookie_.find(head);
  if (!token) return std::nullopt;
  auto session = sessions_.find(*token);
  if (!session) return std::nullopt;
  auto key = keys_.find(session->access_key_id);
  if (!key) return std::nullopt;
  return SignedIn{*std::move(session), std::string(*token), *std::move(key)};
}

std::expected<SessionGate::SignedIn, SessionGate::Refusal> SessionGate::open(const HttpHead& head) const {
  auto found = look(head);
  if (!found || !has_csrf_token(head, found->token)) return std::unexpected(Refusal::kSignedOut);
  if (found->session.locked) return std::unexpected(Refusal::kLocked);
  return *std::move(found);
}

std::optional<Role> SessionGate::role_of(const Session& session) const {
  const auto key = keys_.find(session.access_key_id);
  if (!key) return std::nullopt;
  return key->role;
}

}  // namespace mien::api
