#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/audit_sources.h"
#include "app/intake/intake_book.h"
#include "app/intake/intake_buckets.h"
#include "app/intake/intake_setup.h"
#include "app/webhooks/webhook.h"
#include "core/setup_table.h"
#include "ports/setups.h"

namespace mien::app {

/// Intakes that are made, changed and removed while the service runs. Those of the configuration file are only shown.
/// Thread-safe.
class SetUpIntakes {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    IntakeBook& intakes;
    const WebhookBook& webhooks;
    SetupStore& store;
    const IntakeBuckets& buckets;
    std::mutex& changes;  ///< Of everything that is set up: what names others is held against them.
  };
  /// @param reserved  names that are no buckets, because the service has paths of its own there
  SetUpIntakes(Ports ports, SourceNames sources, std::vector<std::string> reserved, AuditSources audit)
      : ports_(ports), sources_(std::move(sources)), reserved_(std::move(reserved)), audit_(audit) {}

  /// Puts the stored intakes beside those that the book has; at start.
  /// @errors kInvalidArgument (one does not fit beside the file's), kQuotaExceeded, kIncompatible, kUnavailable
  Result<void> load();

  /// By name, without that of announced uploads.
  std::vector<Intake> all() const;
  /// @errors kNotFound
  Result<Intake> find(std::string_view name) const;
  /// Uploads are taken once this returns. @errors kInvalidArgument, kAlreadyExists, kQuotaExceeded, kUnavailable
  Result<Intake> create(const SetupTable& table, const std::string& actor);
  /// @param table  has the name of the one that is to be replaced
  /// @errors kInvalidArgument, kNotFound, kInUse (it is the configuration file's), kQuotaExceeded, kUnavailable
  Result<Intake> replace(const SetupTable& table, const std::string& actor);
  /// What it has taken already is processed no more; its bucket stays.
  /// @errors kNotFound, kInUse (it is the configuration file's, or a webhook names it), kUnavailable
  Result<void> remove(std::string_view name, const std::string& actor);

 private:
  Result<Intake> read(const SetupTable& table) const;
  /// Of a change that was not stored: the bucket's rules are as they were. What fails is mended by the next start.
  void undo(const Intake* wanted, const Intake& before, const std::string& actor) const;

  Ports ports_;
  SourceNames sources_;
  std::vector<std::string> reserved_;
  AuditSources audit_;
};

}  // namespace mien::app
