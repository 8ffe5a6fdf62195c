#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/limits.h"
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

/// How much happened when.
class CountEvents {
 public:
  explicit CountEvents(const AuditLog& audit) : audit_(audit) {}
  /// @errors kInvalidArgument (the span is none, or longer than limits::kEventCountsSpanMax), kUnavailable
  Result<std::vector<AuditLog::Count>> run(const AuditLog::CountFilter& filter) const {
    if (filter.to <= filter.from || filter.to - filter.from > limits::kEventCountsSpanMax)
      return fail(ErrorCode::kInvalidArgument, "from must be before to, by at most " +
                                                   std::to_string(limits::kEventCountsSpanMax.count()) + " days.");
    return audit_.count(filter);
  }

 private:
  const AuditLog& audit_;
};

}  // namespace mien::app
