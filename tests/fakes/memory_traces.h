#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/traces.h"

namespace mien::fakes {

/// TraceStore over a list. People are known by their keys, which no second person of the same id has.
class MemoryTraces final : public TraceStore {
 public:
  explicit MemoryTraces(MemoryState& state) : state_(state) {}

  Result<void> note(const Trace& trace, const TraceOwner& owner) override;
  Result<std::vector<Lost>> lost(std::uint64_t after, std::size_t limit) const override;
  Result<void> forget(std::uint64_t id) override;

 private:
  struct Row {
    Lost lost;
    TraceOwner owner;
    std::optional<PersonKey> person;  ///< None: there was no such person.
  };
  bool has_gone(const Row& row) const;

  MemoryState& state_;
  std::vector<Row> rows_;
  std::uint64_t last_id_ = 0;
};

}  // namespace mien::fakes
