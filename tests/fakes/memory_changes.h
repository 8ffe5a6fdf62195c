#pragma once

#include <functional>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryChanges final : public ChangeLog {
 public:
  explicit MemoryChanges(MemoryState& state) : state_(state) {}
  Result<ChangeNumber> replay(ChangeNumber after,
                              const std::function<Result<void>(const Change&)>& visit) const override;
  Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
