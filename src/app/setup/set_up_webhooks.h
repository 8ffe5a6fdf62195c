#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/audit_sources.h"
#include "app/intake/intake_book.h"
#include "app/webhooks/webhook.h"
#include "core/setup_table.h"
#include "ports/keys.h"
#include "ports/setups.h"
#include "ports/tasks.h"

namespace mien::app {

/// Webhooks that are made, changed and removed while the service runs. Those of the configuration file are only shown.
/// Thread-safe.
class SetUpWebhooks {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    WebhookBook& webhooks;
    const IntakeBook& intakes;
    SetupStore& store;
    const Sealer& sealer;
    const KeyMaker& maker;  ///< Of secrets.
    TaskStore& tasks;
    std::function<void()> wake;  ///< Whoever delivers.
    std::mutex& changes;         ///< Of everything that is set up: what names others is held against them.
  };
  SetUpWebhooks(Ports ports, AuditSources audit) : ports_(std::move(ports)), audit_(audit) {}

  /// Puts the stored webhooks beside those that the book has; at start, behind the intakes.
  /// @errors kInvalidArgument (one does not fit beside the file's), kQuotaExceeded, kIncompatible, kUnavailable
  Result<void> load();

  /// By name.
  std::vector<Webhook> all() const;
  /// @errors kNotFound
  Result<Webhook> find(std::string_view name) const;
  /// @return with the secret, which is shown now and never again
  /// @errors kInvalidArgument, kAlreadyExists, kQuotaExceeded, kUnavailable
  Result<Webhook> create(const SetupTable& table, const std::string& actor);
  /// The secret stays. @param table  has the name of the one that is to be replaced
  /// @errors kInvalidArgument, kNotFound, kInUse (it is the configuration file's), kUnavailable
  Result<Webhook> replace(const SetupTable& table, const std::string& actor);
  /// What waits for it is not delivered any more. @errors kNotFound, kInUse (it is the configuration file's),
  /// kUnavailable
  Result<void> remove(std::string_view name, const std::string& actor);
  /// Sends a delivery of the type "test", as any other is sent. @return its id. @errors kNotFound, kUnavailable
  Result<TaskId> test(std::string_view name) const;

 private:
  Ports ports_;
  AuditSources audit_;
};

}  // namespace mien::app
