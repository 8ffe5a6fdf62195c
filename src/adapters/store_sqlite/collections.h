#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// CollectionStore over SQLite. Thread-safe. Borrows the pool.
class Collections final : public CollectionStore {
 public:
  explicit Collections(Pool& pool) : pool_(pool) {}
  Result<void> create(const Collection& collection, std::span<const std::pair<std::string, std::string>> tags,
                      const std::optional<AuditEvent>& event) override;
  Result<Collection> find(const CollectionId& id) const override;
  Result<Page<Collection>> list(const PageRequest& page) const override;
  /// One transaction makes the collection vanish; its rows are then deleted in many small ones, so that neither memory
  /// nor the log grows with it and other writers get their turn. What a crash leaves of them, purge_dropped deletes.
  Result<Removal> remove(const CollectionId& id, const std::optional<AuditEvent>& event) override;

  /// Deletes the rows of every dropped collection.
  Result<void> purge_dropped();

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
