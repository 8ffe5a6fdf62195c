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
};

}  // namespace mien::app
