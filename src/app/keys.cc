#include "app/keys.h"

#include <utility>

#include "app/person_name.h"
#include "core/limits.h"

namespace mien::app {
namespace {

/// The role too: a secret that was sealed for one opens nothing in a row that claims another.
std::string context_of(const KeyInfo& info) {
  return "access key " + info.access_key_id + " " + std::string(name_of(info.role));
}

Result<void> check(const CreateKey::Request& request) {
  if (request.name.size() > limits::kAccessKeyNameBytesMax)
    return fail(ErrorCode::kInvalidArgument,
                "A key's name must have at most " + std::to_string(limits::kAccessKeyNameBytesMax) + " bytes.");
  if (!request.name.empty()) MIEN_TRY_VOID(check_person_name(request.name));
  if (request.lifetime && (request.lifetime->count() < 1 || *request.lifetime > limits::kAccessKeyLifetimeMax))
    return fail(
        ErrorCode::kInvalidArgument,
        "A key expires in 1 to " + std::to_string(limits::kAccessKeyLifetimeMax.count()) + " seconds, or never.");
  return {};
}

}  // namespace

Result<std::size_t> activate_keys(const KeyStore& store, const Sealer& sealer, ActiveKeys& active) {
  std::size_t count = 0;
  MIEN_TRY_VOID(store.for_each([&](const SealedKey& key) -> Result<void> {
    auto secret = sealer.open(key.sealed_secret, context_of(key.info));
    if (!secret)
      return fail(ErrorCode::kIncompatible,
                  "The access key " + key.info.access_key_id +
                      " cannot be opened with this sealing key. Start with the one that it was sealed with "
                      "(MIEN_SEALING_KEY, or sealing-key.json of the data directory).",
                  secret.error().message);
    active.add(key.info, *std::move(secret));
    ++count;
    return {};
  }));
  return count;
}

NewKey new_key(const KeyPorts& ports, const KeyRequest& request, Timestamp now) {
  KeyMaker::Pair pair = ports.maker.make();
  NewKey made{.key = {.info = {.access_key_id = std::move(pair.access_key_id),
                               .role = request.role,
                               .name = request.name,
                               .created_by = request.actor,
                               .created = now}},
              .secret = std::move(pair.secret)};
  if (request.lifetime) made.key.info.expires = now + *request.lifetime;
  made.key.sealed_secret = ports.sealer.seal(made.secret, context_of(made.key.info));
  return made;
}

Result<CreateKey::Response> CreateKey::run(const Request& request) const {
  MIEN_TRY_VOID(check(request));
  NewKey made = new_key(ports_, request, sources_.clock.now());
  const std::string& id = made.key.info.access_key_id;
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY_VOID(
      ports_.store.add(made.key, limits::kAccessKeysMax, sources_.event(request.actor, "create_key", "", id, "ok")));
  ports_.active.add(made.key.info, made.secret);
  return Response{std::move(made.key.info), std::move(made.secret)};
}

Result<void> RevokeKey::run(std::string_view access_key_id, const std::string& actor) const {
  if (access_key_id == root_access_key_id_)
    return fail(ErrorCode::kInvalidArgument,
                "The root key cannot be revoked: it is set where Mien is started, or in its data directory.");
  if (access_key_id == actor)
    return fail(ErrorCode::kInvalidArgument, "A key cannot revoke itself: use another admin's.");
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY_VOID(
      ports_.store.remove(access_key_id, sources_.event(actor, "revoke_key", "", std::string(access_key_id), "ok")));
  ports_.active.remove(access_key_id);
  return {};
}

}  // namespace mien::app
