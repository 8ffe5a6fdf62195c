#pragma once

#include "ports/store.h"

namespace mien::app {

/// Reads the audit log.
class ListEvents {
 public:
  explicit ListEvents(const AuditLog& audit) : audit_(audit) {}
  /// Newest first. @errors kInvalidPageToken, kUnavailable
  Result<Page<AuditEvent>> run(const AuditLog::Filter& filter, const PageRequest& page) const {
    return audit_.list(filter, page);
  }

 private:
  const AuditLog& audit_;
};

}  // namespace mien::app
