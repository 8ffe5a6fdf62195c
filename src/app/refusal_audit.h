#pragma once

#include <string>
#include <string_view>

#include "app/audit_sources.h"
#include "ports/store.h"

namespace mien::app {

/// Who asked for what, for the event.
struct Asked {
  std::string actor;
  std::string action;
  std::string collection;
  std::string person{};  ///< Whom it was about, if anybody.
};

/// A refusal that tells whose face a picture shows, or whose not, answers the same question as a search, and leaves an
/// event like one; other refusals leave none. @errors kUnavailable
Result<void> audit_refusal(AuditLog& audit, const AuditSources& sources, const Asked& asked, const Error& refusal);

}  // namespace mien::app
