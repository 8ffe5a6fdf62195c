#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "fakes/faulty_ports.h"
#include "ports/index_checkpoint.h"
#include "ports/store.h"

namespace mien::fakes {

/// Copies of a gallery that is followed by replaying a change log, kept in memory; each call passes the plan. For one
/// thread.
class MemoryCheckpoint final : public IndexCheckpoint {
 public:
  using Entries = std::map<std::pair<GalleryId, Uuid>, Embedding>;

  /// `now` gives what the index holds; `fill` puts entries into an empty one.
  MemoryCheckpoint(std::function<Entries()> now, std::function<Result<void>(const Entries&)> fill,
                   const FaultPlan& plan);

  Result<std::size_t> load(const CheckpointMark& mark) override;
  Result<std::unique_ptr<const Frozen>> freeze() override;
  Result<void> publish() override;
  Result<void> discard() override;

  struct Copy {
    Entries entries;
    CheckpointMark mark;
  };
  std::optional<Copy> written;
  std::optional<Copy> published;
  std::function<void()> while_writing;

 private:
  class State;

  Result<std::size_t> write(const Entries& entries, const CheckpointMark& mark, const GiveUp& give_up);
  std::function<Entries()> now_;
  std::function<Result<void>(const Entries&)> fill_;
  const FaultPlan& plan_;
};

}  // namespace mien::fakes
