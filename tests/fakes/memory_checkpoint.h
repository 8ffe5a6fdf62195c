#pragma once

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
                   const FaultPlan& plan)
      : now_(std::move(now)), fill_(std::move(fill)), plan_(plan) {}

  Result<std::size_t> load(const CheckpointMark& mark) override {
    MIEN_TRY_VOID(plan_.pass());
    if (!published) return fail(ErrorCode::kNotFound, "There is no copy.");
    if (published->mark != mark) return fail(ErrorCode::kIncompatible, "The copy is of another time.");
    MIEN_TRY_VOID(fill_(published->entries));
    return published->entries.size();
  }
  Result<std::unique_ptr<const Frozen>> freeze() override {
    MIEN_TRY_VOID(plan_.pass());
    return std::make_unique<const State>(*this, now_());
  }
  Result<void> publish() override {
    MIEN_TRY_VOID(plan_.pass());
    if (!written) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
    published = std::exchange(written, std::nullopt);
    return {};
  }
  Result<void> discard() override {
    MIEN_TRY_VOID(plan_.pass());
    written.reset();
    published.reset();
    return {};
  }

  struct Copy {
    Entries entries;
    CheckpointMark mark;
  };
  std::optional<Copy> written;
  std::optional<Copy> published;
  std::function<void()> while_writing;

 private:
  Result<std::size_t> write(const Entries& entries, const CheckpointMark& mark, const GiveUp& give_up) {
    MIEN_TRY_VOID(plan_.pass());
    if (give_up()) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
    written = Copy{entries, mark};
    if (while_writing) while_writing();
    if (!written) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
    return written->entries.size();
  }

  class State final : public Frozen {
   public:
    State(MemoryCheckpoint& checkpoint, Entries entries) : checkpoint_(checkpoint), entries_(std::move(entries)) {}
    Result<std::size_t> write(const CheckpointMark& mark, const GiveUp& give_up) const override {
      return checkpoint_.write(entries_, mark, give_up);
    }

   private:
    MemoryCheckpoint& checkpoint_;
    Entries entries_;
  };
  std::function<Entries()> now_;
  std::function<Result<void>(const Entries&)> fill_;
  const FaultPlan& plan_;
};

}  // namespace mien::fakes
