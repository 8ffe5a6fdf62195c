#pragma once

#include <vector>

#include "app/intake/intake.h"
#include "app/settings/setup_fields.h"
#include "app/webhooks/webhook.h"
#include "core/setup_table.h"

namespace mien::app {

/// The webhook that a table sets up, but for its secret; docs/api/hooks.md has its keys. What is wrong is for
/// SetupFields::finish() to tell.
Webhook read_webhook(SetupFields& fields);

/// The table from which read_webhook() gives the same webhook.
SetupTable setup_of(const Webhook& webhook);

/// Names are used once, and every intake is there.
/// @errors kInvalidArgument, kQuotaExceeded (limits::kWebhooksMax)
Result<void> check_webhooks(const std::vector<Webhook>& webhooks, const std::vector<Intake>& intakes);

}  // namespace mien::app
