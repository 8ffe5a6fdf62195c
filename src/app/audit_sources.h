#pragma once

#include <string>
#include <utility>

#include "core/audit.h"
#include "ports/clock.h"
#include "ports/ids.h"

namespace mien::app {

/// What every use case that writes an audit line needs.
struct AuditSources {
  const Clock& clock;
  const Ids& ids;
  AuditEvent event(std::string actor, std::string action, std::string collection, std::string subject,
                   std::string outcome) const {
    return {.id = {ids.random()},
            .at = clock.now(),
            .actor = std::move(actor),
            .action = std::move(action),
            .collection = std::move(collection),
            .subject = std::move(subject),
            .outcome = std::move(outcome)};
  }
  /// Of a search or comparison that was answered: whether somebody was found, not who.
  AuditEvent search(std::string actor, std::string action, std::string collection, bool found) const {
    return event(std::move(actor), std::move(action), std::move(collection), "", found ? "match" : "no_match");
  }
};

}  // namespace mien::app
