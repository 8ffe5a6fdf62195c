#include "app/index_feed.h"

#include <optional>
#include <vector>

namespace mien::app {
namespace {

constexpr std::size_t kBatch = 1024;  ///< Bounds what is held in memory while a large store is loaded.

/// Collects upserts of one gallery so that the index gets them in batches, and flushes before anything else happens.
class Applier {
 public:
  explicit Applier(FaceIndex& index) : index_(index) {}

  Result<void> operator()(const ChangeLog::Change& change) {
    if (const auto* upsert = std::get_if<ChangeLog::Upsert>(&change.what)) {
      if ((gallery_ && *gallery_ != upsert->gallery) || batch_.size() == kBatch) MIEN_TRY_VOID(flush());
      gallery_ = upsert->gallery;
      batch_.push_back({upsert->key, upsert->embedding});
      return {};
    }
    MIEN_TRY_VOID(flush());
    if (const auto* removal = std::get_if<ChangeLog::Remove>(&change.what))
      return index_.remove(removal->gallery, {&removal->key, 1});
    return index_.drop(std::get<ChangeLog::Drop>(change.what).collection);
  }

  Result<void> flush() {
    if (batch_.empty()) return {};
    MIEN_TRY_VOID(index_.upsert(*gallery_, batch_));
    batch_.clear();
    return {};
  }

 private:
  FaceIndex& index_;
  std::optional<GalleryId> gallery_;
  std::vector<FaceIndex::Entry> batch_;
};

}  // namespace

Result<void> IndexFeed::catch_up(ChangeNumber number) {
  const std::scoped_lock lock(mutex_);
  if (number != 0 && applied_ >= number) return {};
  Applier applier(index_);
  MIEN_TRY(const ChangeNumber last, changes_.replay(applied_, [&](const ChangeLog::Change& c) { return applier(c); }));
  MIEN_TRY_VOID(applier.flush());
  applied_ = last;
  return {};
}

Result<void> IndexFeed::publish(ChangeNumber committed) {
  auto followed = catch_up(committed);
  if (followed) return {};
  return fail(ErrorCode::kStoredNotSearchable, "The change is stored, but searches do not see it yet.",
              followed.error().message + ' ' + followed.error().detail);
}

}  // namespace mien::app
