#pragma once

#include <optional>
#include <span>
#include <vector>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryFaces final : public FaceStore {
 public:
  explicit MemoryFaces(MemoryState& state) : state_(state) {}
  Result<ChangeNumber> add(const CollectionId& collection, std::span<const StoredFace> faces,
                           const AuditEvent& event) override;
  Result<std::vector<StoredFace>> find(const CollectionId& collection, std::span<const FaceId> ids) const override;
  Result<Page<StoredFace>> list(const CollectionId& collection, const Filter& filter,
                                const PageRequest& page) const override;
  Result<Removal> remove(const CollectionId& collection, std::span<const FaceId> ids, const AuditEvent& event) override;
  Result<std::optional<PersonId>> person_of_image(const CollectionId& collection,
                                                  const Sha256& image_sha256) const override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
