#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// ChangeLog over SQLite. Thread-safe. Borrows the pool.
///
/// Why the order is right: a change number is taken by an UPDATE of one row inside the write transaction, and write
/// transactions run one after the other, so numbers rise in commit order, and whoever sees number n committed sees
/// every smaller one too. Faces and people carry the number of the commit that last set their embedding; what is gone
/// stands in the removals (or, for a collection, in its own row), which are written by the commit that removed it. A
/// replay merges these by number on one snapshot. Within one number removals come first, because an edit may remove a
/// face and add it again.
class Changes final : public ChangeLog {
 public:
  explicit Changes(Pool& pool) : pool_(pool) {}
  Result<ChangeNumber> replay(ChangeNumber after,
                              const std::function<Result<void>(const Change&)>& visit) const override;
  Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const override;

  /// Forgets the removals, at start: an index that starts empty needs none of those that were before it.
  Result<void> prune();

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
