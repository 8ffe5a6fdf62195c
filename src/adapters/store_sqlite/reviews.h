#pragma once

#include <string_view>
#include <vector>

#include "adapters/store_sqlite/pool.h"
#include "ports/reviews.h"

namespace mien::sqlite {

/// ReviewStore over SQLite. Thread-safe. Borrows the pool.
class Reviews final : public ReviewStore {
 public:
  explicit Reviews(Pool& pool) : pool_(pool) {}
  Result<std::vector<ObjectKey>> add(const Review& review, std::size_t waiting_max) override;
  Result<Review> find(const EventId& id) const override;
  Result<Page<Review>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::vector<ObjectKey>> close(const EventId& id, const Closing& closing) override;
  Result<std::vector<ObjectKey>> purge(Timestamp before) override;

 private:
  Pool& pool_;
};

/// SettingsStore over SQLite. Thread-safe. Borrows the pool.
class Settings final : public SettingsStore {
 public:
  explicit Settings(Pool& pool) : pool_(pool) {}
  Result<std::optional<std::string>> find(std::string_view name) const override;
  Result<void> put(const TextMap& values, const AuditEvent& event) override;

 private:
  Pool& pool_;
};

/// Inside a write transaction: forgets all of a person, or of a whole collection where none is named, and gives their
/// objects.
Result<std::vector<ObjectKey>> forget_reviews(Connection& connection, const CollectionId& collection,
                                              const std::optional<PersonId>& person);

}  // namespace mien::sqlite
