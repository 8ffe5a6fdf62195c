#include "app/setup/set_up_webhooks.h"

#include <algorithm>
#include <array>

#include "app/settings/setup_fields.h"
#include "app/setup/others.h"
#include "app/webhooks/webhook_setup.h"
#include "core/time.h"

namespace mien::app {
namespace {

/// How an audit line names a webhook; no person's id has a slash.
std::string subject_of(std::string_view name) { return "webhook/" + std::string(name); }

/// Its secret opens nothing in another's row.
std::string context_of(std::string_view name) { return "webhook " + std::string(name); }

Result<Webhook> read(const SetupTable& table, Secret secret) {
  SetupFields fields(table, "The webhook");
  Webhook webhook = read_webhook(fields);
  MIEN_TRY_VOID(fields.finish());
  webhook.secret = std::move(secret);
  webhook.origin = Origin::kConsole;
  return webhook;
}

}  // namespace

Result<void> SetUpWebhooks::load() {
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY(const std::vector<Setup> stored, ports_.store.list(SetupKind::kWebhook));
  std::vector<Webhook> webhooks = *ports_.webhooks.all();
  for (const Setup& setup : stored) {
    auto secret = ports_.sealer.open(setup.sealed_secret, context_of(setup.name));
    if (!secret)
      return fail(ErrorCode::kIncompatible,
                  "The secret of the webhook \"" + setup.name +
                      "\" cannot be opened with this sealing key. Start with the one that it was sealed with "
                      "(MIEN_SEALING_KEY, or sealing-key.json of the data directory).",
                  secret.error().message);
    MIEN_TRY(Webhook webhook, read(setup.table, Secret(*std::move(secret))));
    webhooks.push_back(std::move(webhook));
  }
  MIEN_TRY_VOID(check_webhooks(webhooks, *ports_.intakes.all()));
  ports_.webhooks.replace(std::move(webhooks));
  return {};
}

std::vector<Webhook> SetUpWebhooks::all() const {
  std::vector<Webhook> webhooks = *ports_.webhooks.all();
  std::ranges::sort(webhooks, {}, &Webhook::name);
  return webhooks;
}

Result<Webhook> SetUpWebhooks::find(std::string_view name) const {
  const auto webhook = ports_.webhooks.find(name);
  if (!webhook) return fail(ErrorCode::kNotFound, "There is no webhook of that name.");
  return *webhook;
}

Result<Webhook> SetUpWebhooks::create(const SetupTable& table, const std::string& actor) {
  MIEN_TRY(Webhook webhook, read(table, Secret(ports_.maker.make().secret)));
  const std::scoped_lock lock(ports_.changes);
  if (ports_.webhooks.find(webhook.name))
    return fail(ErrorCode::kAlreadyExists, "There is a webhook of that name already.");
  std::vector<Webhook> webhooks = *ports_.webhooks.all();
  webhooks.push_back(webhook);
  MIEN_TRY_VOID(check_webhooks(webhooks, *ports_.intakes.all()));
  const Setup setup{.name = webhook.name,
                    .table = setup_of(webhook),
                    .sealed_secret = ports_.sealer.seal(webhook.secret.reveal(), context_of(webhook.name))};
  MIEN_TRY_VOID(ports_.store.add(SetupKind::kWebhook, setup,
                                 audit_.event(actor, "create_webhook", "", subject_of(webhook.name), "ok")));
  ports_.webhooks.replace(std::move(webhooks));
  return webhook;
}

Result<Webhook> SetUpWebhooks::replace(const SetupTable& table, const std::string& actor) {
  SetupFields fields(table, "The webhook");
  const std::string name = fields.text("name");
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY(const Webhook before, find(name));
  MIEN_TRY(std::vector<Webhook> webhooks, others_than(before, ports_.webhooks, "webhook"));
  MIEN_TRY(Webhook webhook, read(table, before.secret));
  webhooks.push_back(webhook);
  MIEN_TRY_VOID(check_webhooks(webhooks, *ports_.intakes.all()));
  MIEN_TRY_VOID(ports_.store.replace(SetupKind::kWebhook, name, setup_of(webhook),
                                     audit_.event(actor, "replace_webhook", "", subject_of(name), "ok")));
  ports_.webhooks.replace(std::move(webhooks));
  return webhook;
}

Result<void> SetUpWebhooks::remove(std::string_view name, const std::string& actor) {
  const std::scoped_lock lock(ports_.changes);
  MIEN_TRY(const Webhook webhook, find(name));
  MIEN_TRY(std::vector<Webhook> others, others_than(webhook, ports_.webhooks, "webhook"));
  MIEN_TRY_VOID(ports_.store.remove(SetupKind::kWebhook, name,
                                    audit_.event(actor, "delete_webhook", "", subject_of(name), "ok")));
  ports_.webhooks.replace(std::move(others));
  return {};
}

Result<TaskId> SetUpWebhooks::test(std::string_view name) const {
  MIEN_TRY(const Webhook webhook, find(name));
  const TaskId id{audit_.ids.random()};
  const Timestamp now = audit_.clock.now();
  const std::array tasks{
      NewTask{.id = id,
              .kind = TaskKind::kWebhook,
              .target = webhook.name,
              .once_key = id.text(),
              .payload = encode_text_map({{"type", std::string(kTestEvent)}, {"created", rfc3339(now)}}),
              .created = now}};
  MIEN_TRY_VOID(ports_.tasks.add(tasks));
  ports_.wake();
  return id;
}

}  // namespace mien::app
