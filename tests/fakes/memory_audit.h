#pragma once

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryAudit final : public AuditLog {
 public:
  explicit MemoryAudit(MemoryState& state) : state_(state) {}
  Result<void> append(const AuditEvent& event) override;
  Result<void> append_without_sync(const AuditEvent& event) override { return append(event); }
  Result<void> append_once(const AuditEvent& event) override;
  Result<Page<AuditEvent>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::vector<Count>> count(const CountFilter& filter) const override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
