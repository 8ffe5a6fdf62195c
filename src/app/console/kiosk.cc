#include "app/console/kiosk.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/limits.h"

namespace mien::app {

Result<Sessions::Opened> BecomeKiosk::run(const Session& session, std::string_view token,
                                          const std::optional<Timestamp>& key_expires) const {
  if (session.kind == Session::Kind::kKiosk)
    return fail(ErrorCode::kInvalidArgument, "This session is a kiosk's already.");
  std::chrono::seconds lifetime = limits::kKioskLifetime;
  if (key_expires) lifetime = std::min(lifetime, std::chrono::ceil<std::chrono::seconds>(*key_expires - clock_.now()));
  MIEN_TRY(const CreateKey::Response made,
           create_key_.run(
               {.role = Role::kVerifier, .name = "Kiosk", .lifetime = lifetime, .actor = session.access_key_id}));
  auto opened = sessions_.open("kiosk", made.info.access_key_id, Session::Kind::kKiosk);
  if (!opened) {
    (void)revoke_key_.run(made.info.access_key_id, session.access_key_id);  // Nobody could use it.
    return opened;
  }
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
