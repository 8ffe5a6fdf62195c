#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// PeopleStore over SQLite. Thread-safe. Borrows the pool.
class People final : public PeopleStore {
 public:
  explicit People(Pool& pool) : pool_(pool) {}
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
  Pool& pool_;
};

}  // namespace mien::sqlite
