#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/index_exact/exact_index.h"
#include "adapters/posix/descriptor.h"
#include "ports/index_checkpoint.h"

namespace mien::index_exact {

/// IndexCheckpoint over one file, `segment`, in a folder of its own. It is written as `segment.new`, synced, renamed
/// and the folder synced; a file is never changed once it has its name, so a mapping of it shows what was checked,
/// whatever becomes of the name. Vectors of whole chunks are used in place. Thread-safe.
///
/// What a load reads, it reads by read(2), where a bad disk is an error and not a signal. The mapping is touched by
/// whoever needs a vector again: searches that rank what the integers found, changes within a whole chunk, which copy
/// it, and the writing of the next segment. Should a page be dropped from memory and then be unreadable, or somebody
/// cut the file short, the process ends by SIGBUS; the next start finds the file unusable and replays the store. A page
/// that comes back from the disk with other bytes is not noticed until the start after.
class SegmentFile final : public IndexCheckpoint {
 public:
  /// Makes the folder if it is missing (mode 0700, not its parents) and deletes what an interrupted write left.
  /// Borrows the index.
  /// @errors kUnavailable  the message names the folder: it is for the operator.
  static Result<std::unique_ptr<SegmentFile>> open(ExactIndex& index, const std::string& folder);

  Result<std::size_t> load(const CheckpointMark& mark) override;
  Result<std::unique_ptr<const Frozen>> freeze() override;
  Result<void> publish() override;
  Result<void> discard() override;

 private:
  SegmentFile(ExactIndex& index, std::string path, posix::Descriptor folder)
      : index_(index), path_(std::move(path)), folder_(std::move(folder)) {}
  class Writing;
  class FrozenGalleries;
  Result<posix::Descriptor> begin_writing(std::uint64_t discards);
  Result<void> end_writing(int file, std::uint64_t discards);
  void give_up_writing();
  /// Under mutex_.
  Result<void> unlink(const char* name, bool& there);
  std::uint64_t discards() const;

  ExactIndex& index_;
  std::string path_;  ///< Of the folder, for messages.
  posix::Descriptor folder_;
  mutable std::mutex mutex_;  ///< Guards what follows; held over calls that change names, never over writing.
  bool segment_there_ = true;
  bool new_there_ = true;
  bool written_ = false;        ///< `segment.new` is whole and synced.
  std::uint64_t discards_ = 0;  ///< Calls of discard(): what was frozen before the last is not written any more.
};

}  // namespace mien::index_exact
