#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryCollections final : public CollectionStore {
 public:
  explicit MemoryCollections(MemoryState& state) : state_(state) {}
  Result<void> create(const Collection& collection, std::span<const std::pair<std::string, std::string>> tags,
                      const std::optional<AuditEvent>& event) override;
  Result<Collection> find(const CollectionId& id) const override;
  Result<Page<Collection>> list(const PageRequest& page) const override;
  Result<Removal> remove(const CollectionId& id, const std::optional<AuditEvent>& event) override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
