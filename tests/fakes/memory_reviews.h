#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/reviews.h"

namespace mien::fakes {

class MemoryReviews final : public ReviewStore {
 public:
  explicit MemoryReviews(MemoryState& state) : state_(state) {}
  Result<std::vector<ObjectKey>> add(const Review& review, std::size_t waiting_max) override;
  Result<Review> find(const EventId& id) const override;
  Result<Page<Review>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::vector<ObjectKey>> close(const EventId& id, const Closing& closing) override;
  Result<std::vector<ObjectKey>> purge(Timestamp before) override;

 private:
  MemoryState& state_;
};

class MemorySettings final : public SettingsStore {
 public:
  explicit MemorySettings(MemoryState& state) : state_(state) {}
  Result<std::optional<std::string>> find(std::string_view name) const override;
  Result<void> put(const TextMap& values, const AuditEvent& event) override;

 private:
  MemoryState& state_;
  TextMap values_;  ///< Guarded by the state's mutex.
};

}  // namespace mien::fakes
