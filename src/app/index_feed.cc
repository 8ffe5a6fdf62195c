#include "app/index_feed.h"

#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace mien::app {
namespace {

constexpr std::size_t kBatch = 1024;  ///< Bounds what is held in memory while a large store is loaded.

/// Collects upserts of one gallery so that the index gets them in batches, and flushes before anything else happens.
class Applier {
 public:
  /// `before_removal` is called before anything is taken out of the index.
  Applier(FaceIndex& index, std::function<Result<void>()> before_removal)
      : index_(index), before_removal_(std::move(before_removal)) {}

  Result<void> operator()(const ChangeLog::Change& change) {
    if (const auto* upsert = std::get_if<ChangeLog::Upsert>(&change.what)) {
      if ((gallery_ && *gallery_ != upsert->gallery) || batch_.size() == kBatch) MIEN_TRY_VOID(flush());
      gallery_ = upsert->gallery;
      batch_.push_back({upsert->key, upsert->embedding});
      return {};
    }
    MIEN_TRY_VOID(flush());
    MIEN_TRY_VOID(before_removal_());
    if (const auto* removal = std::get_if<ChangeLog::Remove>(&change.what))
      return index_.remove(removal->gallery, {&removal->key, 1});
    return index_.drop(std::get<ChangeLog::Drop>(change.what).collection);
  }

  Result<void> flush() {
    if (batch_.empty()) return {};
    MIEN_TRY_VOID(index_.upsert(*gallery_, batch_));
    added_ += batch_.size();
    batch_.clear();
    return {};
  }
  std::size_t added() const { return added_; }

 private:
  FaceIndex& index_;
  std::function<Result<void>()> before_removal_;
  std::size_t added_ = 0;
  std::optional<GalleryId> gallery_;
  std::vector<FaceIndex::Entry> batch_;
};

}  // namespace

Result<IndexFeed::Start> IndexFeed::start() {
  const std::scoped_lock lock(mutex_);
  Start out;
  if (checkpoints_) {
    MIEN_TRY(const std::optional<CheckpointMark> mark, checkpoints_->marks.find());
    if (mark) {
      if (const auto loaded = checkpoints_->files.load(*mark)) {
        out.from_checkpoint = added_ = added_saved_ = entries_saved_ = *loaded;
        applied_ = mark->change;
      } else if (loaded.error().code != ErrorCode::kNotFound) {
        out.ignored = loaded.error();
      }
    }
    if (out.from_checkpoint == 0) MIEN_TRY_VOID(discard_checkpoints());
  }
  MIEN_TRY_VOID(replay());
  return out;
}

Result<void> IndexFeed::catch_up(ChangeNumber number) {
  const std::scoped_lock lock(mutex_);
  if (number != 0 && applied_ >= number) return {};
  return replay();
}

Result<void> IndexFeed::replay() {
  Applier applier(index_, [this] { return discard_checkpoints(); });
  MIEN_TRY(const ChangeNumber last, changes_.replay(applied_, [&](const ChangeLog::Change& c) { return applier(c); }));
  MIEN_TRY_VOID(applier.flush());
  applied_ = last;
  added_ += applier.added();
  return {};
}

/// Before a removal is applied, and so before it is acknowledged: no file may hold what was removed.
Result<void> IndexFeed::discard_checkpoints() {
  if (!checkpoints_) return {};
  added_saved_ = entries_saved_ = 0;
  return checkpoints_->files.discard();
}

IndexFeed::Lag IndexFeed::lag() const {
  const std::scoped_lock lock(mutex_);
  return {.applied = applied_, .entries = added_ - added_saved_, .entries_saved = entries_saved_};
}

Result<std::size_t> IndexFeed::save(const IndexCheckpoint::GiveUp& give_up) {
  if (!checkpoints_) return fail(ErrorCode::kUnavailable, "This index is not kept on disk.");
  std::unique_ptr<const IndexCheckpoint::Frozen> frozen;
  CheckpointMark mark{.token = checkpoints_->ids.random()};
  std::size_t added_before = 0;
  {
    const std::scoped_lock lock(mutex_);
    MIEN_TRY(frozen, checkpoints_->files.freeze());
    mark.change = applied_;
    added_before = added_;
  }
  MIEN_TRY(const std::size_t entries, frozen->write(mark, give_up));
  // Under the lock no removal can be acknowledged. One that is committed but not applied yet makes the store refuse the
  // mark; one that is committed later forgets the mark, and finds the checkpoint under its name when it is applied.
  const std::scoped_lock lock(mutex_);
  auto published = publish_checkpoint(mark, entries, added_before);
  if (!published)
    static_cast<void>(discard_checkpoints());  // What is left of it has no mark, and the next start removes it.
  return published;
}

Result<std::size_t> IndexFeed::publish_checkpoint(const CheckpointMark& mark, std::size_t entries,
                                                  std::size_t added_before) try {
  MIEN_TRY_VOID(checkpoints_->marks.set(mark));
  MIEN_TRY_VOID(checkpoints_->files.publish());
  added_saved_ = added_before;
  entries_saved_ = entries;
  return entries;
} catch (const std::bad_alloc&) {
  return fail(ErrorCode::kUnavailable, "There is no memory to keep the index on disk.");
}

Result<void> IndexFeed::publish(ChangeNumber committed) {
  auto followed = catch_up(committed);
  if (followed) return {};
  return fail(ErrorCode::kStoredNotSearchable, "The change is stored, but searches do not see it yet.",
              followed.error().message + ' ' + followed.error().detail);
}

}  // namespace mien::app
