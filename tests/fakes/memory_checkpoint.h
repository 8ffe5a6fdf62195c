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
  std::unique_ptr<const Frozen> freeze() const override { return std::make_unique<State>(now_()); }
  Result<std::size_t> write(const Frozen& galleries, const CheckpointMark& mark, const GiveUp& give_up) override {
    MIEN_TRY_VOID(plan_.pass());
    if (give_up()) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
    written = Copy{dynamic_cast<const State&>(galleries).entries, mark};
    if (while_writing) while_writing();
    if (!written) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
    return written->entries.size();
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
  struct State final : Frozen {
    explicit State(Entries now) : entries(std::move(now)) {}
    Entries entries;
  };
  std::function<Entries()> now_;
  std::function<Result<void>(const Entries&)> fill_;
  const FaultPlan& plan_;
};

}  // namespace mien::fakes
