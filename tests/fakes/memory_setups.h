#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/setups.h"

namespace mien::fakes {

class MemorySetups final : public SetupStore {
 public:
  explicit MemorySetups(MemoryState& state) : state_(state) {}
  Result<std::vector<Setup>> list(SetupKind kind) const override;
  Result<void> add(SetupKind kind, const Setup& setup, const AuditEvent& event) override;
  Result<void> replace(SetupKind kind, std::string_view name, const SetupTable& table,
                       const AuditEvent& event) override;
  Result<void> remove(SetupKind kind, std::string_view name, const AuditEvent& event) override;

 private:
  MemoryState& state_;
  std::map<std::pair<SetupKind, std::string>, Setup> setups_;  ///< Guarded by the state's mutex.
};

}  // namespace mien::fakes
