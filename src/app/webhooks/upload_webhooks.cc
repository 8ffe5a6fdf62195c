#include "app/webhooks/upload_webhooks.h"

namespace mien::app {
namespace {

std::string type_of(const Attempt& settled) {
  return std::string(settled.state == TaskState::kDone ? settled.outcome : std::string(name_of(settled.state)));
}

}  // namespace

TextMap told_of(const Task& upload, const Attempt& settled, Timestamp now) {
  TextMap told{{"type", type_of(settled)},     {"created", rfc3339(now)},      {"upload_id", upload.what.id.text()},
               {"intake", upload.what.target}, {"bucket", upload.what.bucket}, {"key", upload.what.key}};
  if (settled.state != TaskState::kDone) {
    told["reason"] = settled.outcome;
    told["message"] = settled.reason;
    return told;
  }
  told["decision"] = settled.outcome;
  const auto values = decode_text_map(settled.result.value_or(upload.result));
  if (!values) return told;
  for (const std::string_view name :
       {"collection", "person_id", "name", "face_id", "similarity", "threshold", "event_id"})
    if (const std::string_view value = text_of(*values, name); !value.empty())
      told.emplace(std::string(name), std::string(value));
  return told;
}

std::vector<NewTask> UploadWebhooks::of(const Task& upload, const Attempt& settled) const {
  std::vector<NewTask> tasks;
  const Timestamp now = sources_.clock.now();
  const auto webhooks = webhooks_.all();
  const TextMap told = told_of(upload, settled, now);
  for (const Webhook& webhook : *webhooks) {
    if (!webhook.wants(upload.what.target, text_of(told, "type"))) continue;
    const TaskId id{sources_.ids.random()};
    tasks.push_back({.id = id,
                     .kind = TaskKind::kWebhook,
                     .target = webhook.name,
                     .once_key = id.text(),
                     .bucket = upload.what.bucket,
                     .key = upload.what.key,
                     .payload = encode_text_map(told),
                     .created = now});
  }
  return tasks;
}

}  // namespace mien::app
