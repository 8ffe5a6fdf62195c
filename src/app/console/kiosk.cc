#include "app/console/kiosk.h"

#include <utility>

#include "core/limits.h"

namespace mien::app {

Result<Sessions::Opened> BecomeKiosk::run(const Session& session, std::string_view token) const {
  if (session.kind == Session::Kind::kKiosk)
    return fail(ErrorCode::kInvalidArgument, "This session is a kiosk's already.");
  MIEN_TRY(const CreateKey::Response made,
           create_key_.run({.role = Role::kVerifier,
                            .name = "Kiosk",
                            .lifetime = std::chrono::duration_cast<std::chrono::seconds>(limits::kKioskLifetime),
                            .actor = session.access_key_id}));
  MIEN_TRY(auto opened, sessions_.open("kiosk", made.info.access_key_id, Session::Kind::kKiosk));
  MIEN_TRY_VOID(sessions_.end(token));
  return opened;
}

Result<void> SignOut::run(const Session& session, std::string_view token) const {
  MIEN_TRY_VOID(sessions_.end(token));
  if (session.kind != Session::Kind::kKiosk) return {};
  const auto revoked = revoke_key_.run(session.access_key_id, "console");
  // Somebody may have revoked it from elsewhere.
  if (!revoked && revoked.error().code != ErrorCode::kNotFound) return std::unexpected(revoked.error());
  return {};
}

}  // namespace mien::app
