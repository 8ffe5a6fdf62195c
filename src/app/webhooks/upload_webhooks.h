#pragma once

#include "app/audit_sources.h"
#include "app/intake/upload_followers.h"
#include "app/webhooks/webhook.h"
#include "core/text_map.h"

namespace mien::app {

/// A delivery to each webhook that wants to know of it, for each upload that is settled. Each settling is told of once:
/// one that was refused, tried again and refused again is told of twice.
class UploadWebhooks final : public UploadFollowers {
 public:
  /// The webhooks are borrowed; they outlive this object.
  UploadWebhooks(const WebhookBook& webhooks, AuditSources sources) : webhooks_(webhooks), sources_(sources) {}
  std::vector<NewTask> of(const Task& upload, const Attempt& settled) const override;

 private:
  const WebhookBook& webhooks_;
  AuditSources sources_;
};

/// What a settled upload is told as: "type", "created", "upload_id", "intake", "bucket", "key"; where something was
/// decided "decision" and, as far as they are known, "collection", "person_id", "name", "face_id", "similarity",
/// "threshold", "event_id"; else "reason" (a code) and "message". The payload of a delivery's task.
TextMap told_of(const Task& upload, const Attempt& settled, Timestamp now);

}  // namespace mien::app
