#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace mien::app {

/// What was set up, by name, while the service runs: whoever reads has what was true at one moment, for as long as
/// they want it. Thread-safe.
/// @tparam Entry  has a `name`
template <class Entry>
class Book {
 public:
  using Entries = std::vector<Entry>;

  explicit Book(Entries entries = {}) : entries_(std::make_shared<const Entries>(std::move(entries))) {}

  /// Never null. To be given a name before it is iterated over: `for (... : *book.all())` reads what is gone.
  std::shared_ptr<const Entries> all() const {
    const std::scoped_lock lock(mutex_);
    return entries_;
  }
  /// nullptr: there is none.
  std::shared_ptr<const Entry> find(std::string_view name) const {
    auto entries = all();
    for (const Entry& entry : *entries)
      if (entry.name == name) return {std::move(entries), &entry};
    return nullptr;
  }
  void replace(Entries entries) {
    auto fresh = std::make_shared<const Entries>(std::move(entries));
    const std::scoped_lock lock(mutex_);
    entries_.swap(fresh);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Entries> entries_;
};

}  // namespace mien::app
