#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryPeople final : public PeopleStore {
 public:
  explicit MemoryPeople(MemoryState& state) : state_(state) {}
  Result<ChangeNumber> register_person(const CollectionId& collection, const Registration& registration) override;
  Result<Person> find(const CollectionId& collection, const PersonId& id) const override;
  Result<std::vector<Person>> find_keys(const CollectionId& collection, std::span<const PersonKey> keys) const override;
  Result<Page<Person>> list(const CollectionId& collection, std::string_view query,
                            const PageRequest& page) const override;
  Result<Person> update(const CollectionId& collection, const PersonId& id, const Changes& changes, Timestamp now,
                        const AuditEvent& event) override;
  Result<Removal> remove(const CollectionId& collection, const PersonId& id, const AuditEvent& event) override;
  Result<Removal> edit_faces(const CollectionId& collection, const PersonId& id, const FaceEdit& edit) override;
  Result<Removal> merge(const CollectionId& collection, const PersonId& into, const PersonId& from,
                        const Merge& merge) override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
