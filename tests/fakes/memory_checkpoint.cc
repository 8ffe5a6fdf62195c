#include "fakes/memory_checkpoint.h"

namespace mien::fakes {

class MemoryCheckpoint::State final : public Frozen {
 public:
  State(MemoryCheckpoint& checkpoint, Entries entries) : checkpoint_(checkpoint), entries_(std::move(entries)) {}
  Result<std::size_t> write(const CheckpointMark& mark, const GiveUp& give_up) const override {
    return checkpoint_.write(entries_, mark, give_up);
  }

 private:
  MemoryCheckpoint& checkpoint_;
  Entries entries_;
};

MemoryCheckpoint::MemoryCheckpoint(std::function<Entries()> now, std::function<Result<void>(const Entries&)> fill,
                                   const FaultPlan& plan)
    : now_(std::move(now)), fill_(std::move(fill)), plan_(plan) {}

Result<std::size_t> MemoryCheckpoint::load(const CheckpointMark& mark) {
  MIEN_TRY_VOID(plan_.pass());
  if (!published) return fail(ErrorCode::kNotFound, "There is no copy.");
  if (published->mark != mark) return fail(ErrorCode::kIncompatible, "The copy is of another time.");
  MIEN_TRY_VOID(fill_(published->entries));
  return published->entries.size();
}

Result<std::unique_ptr<const MemoryCheckpoint::Frozen>> MemoryCheckpoint::freeze() {
  MIEN_TRY_VOID(plan_.pass());
  return std::make_unique<const State>(*this, now_());
}

Result<void> MemoryCheckpoint::publish() {
  MIEN_TRY_VOID(plan_.pass());
  if (!written) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
  published = std::exchange(written, std::nullopt);
  return {};
}

Result<void> MemoryCheckpoint::discard() {
  MIEN_TRY_VOID(plan_.pass());
  written.reset();
  published.reset();
  return {};
}

Result<std::size_t> MemoryCheckpoint::write(const Entries& entries, const CheckpointMark& mark, const GiveUp& give_up) {
  MIEN_TRY_VOID(plan_.pass());
  if (give_up()) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
  written = Copy{entries, mark};
  if (while_writing) while_writing();
  if (!written) return fail(ErrorCode::kChangedMeanwhile, "The copy was given up.");
  return written->entries.size();
}

}  // namespace mien::fakes
