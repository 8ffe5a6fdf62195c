#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// FaceStore over SQLite. Thread-safe. Borrows the pool.
class Faces final : public FaceStore {
 public:
  explicit Faces(Pool& pool) : pool_(pool) {}
  Result<ChangeNumber> add(const CollectionId& collection, std::span<const StoredFace> faces,
                           const AuditEvent& event) override;
  Result<std::vector<StoredFace>> find(const CollectionId& collection, std::span<const FaceId> ids) const override;
  Result<Page<StoredFace>> list(const CollectionId& collection, const Filter& filter,
                                const PageRequest& page) const override;
  Result<Removal> remove(const CollectionId& collection, std::span<const FaceId> ids, const AuditEvent& event) override;
  Result<std::optional<PersonId>> person_of_image(const CollectionId& collection,
                                                  const Sha256& image_sha256) const override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
