#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "core/result.h"
#include "ports/store.h"

namespace mien {

/// A checkpoint is a copy of an index that a start can use instead of building the index anew. It is a cache of a
/// cache: it may be discarded at any time, and whoever cannot use one replays the store. Not part of FaceIndex, because
/// an engine on another machine keeps its own. Thread-safe, but only one is written at a time. Adapter: index_exact,
/// whose checkpoints are files called segments.
class IndexCheckpoint {
 public:
  /// Asked every few milliseconds whether the writing shall end without a result.
  using GiveUp = std::function<bool()>;
  /// Every gallery as it was at one moment; never changes. It goes before what made it.
  class Frozen {
   public:
    virtual ~Frozen() = default;
    /// Writes a checkpoint that no load() finds yet, and leaves nothing where it fails. Returns how many entries it
    /// has.
    /// @errors kChangedMeanwhile  discard() was called since freeze(), or `give_up` said so; kUnavailable (disk full,
    ///         I/O error, no memory)
    virtual Result<std::size_t> write(const CheckpointMark& mark, const GiveUp& give_up) const = 0;
  };

  virtual ~IndexCheckpoint() = default;
  /// Fills the index, which is empty, with the published checkpoint that has this mark: whole, or not at all. Returns
  /// how many entries it has.
  /// @errors kNotFound  there is none; kIncompatible  it is damaged, of another version or has another mark;
  ///         kUnavailable  it cannot be read, or memory is short
  virtual Result<std::size_t> load(const CheckpointMark& mark) = 0;
  /// Quick. The caller sees to it that nothing changes the index meanwhile, where several galleries must fit.
  /// @errors kUnavailable  memory is short
  virtual Result<std::unique_ptr<const Frozen>> freeze() = 0;
  /// Puts what was written last in the place of the published one; durable once it returns. Quick.
  /// @errors kChangedMeanwhile  discard() was called since; kUnavailable
  virtual Result<void> publish() = 0;
  /// Once it returns, none is left under any name, published or being written, power loss included.
  /// @errors kUnavailable
  virtual Result<void> discard() = 0;
};

}  // namespace mien
