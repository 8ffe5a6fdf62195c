#pragma once

#include "ports/function_supervisor.h"

namespace mien {

/// FunctionSupervisor over Linux's processes; each has a thread of its own here. What a process starts belongs to its
/// group and ends with it, unless it has left the group on purpose. Stateless.
class ProcessSupervisor final : public FunctionSupervisor {
 public:
  Result<std::unique_ptr<FunctionProcess>> start(const Program& program, Listener listener) override;
};

}  // namespace mien
