#include "app/pending_objects.h"

#include <new>
#include <utility>

namespace mien::app {

PendingObjects::~PendingObjects() {
  // One that cannot be removed now, be it for want of memory, has no row and goes at the next start: sweep_objects.
  for (const ObjectKey& key : keys_) {
    try {
      static_cast<void>(objects_.remove(key));
    } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch)
    }
  }
}

Result<void> PendingObjects::put(const ObjectKey& key, std::span<const std::byte> bytes) {
  keys_.push_back(key);  // Before the write: of one that failed something may be left.
  return check_new(objects_.put(key, bytes));
}

Result<void> PendingObjects::copy_or_put(const ObjectKey& same, const ObjectKey& key,
                                         std::span<const std::byte> bytes) {
  keys_.push_back(key);
  const Result<void> copied = objects_.copy(same, key);
  if (copied || copied.error().code == ErrorCode::kAlreadyExists) return check_new(copied);
  MIEN_TRY_VOID(objects_.remove(key));  // What is left of the attempt.
  return check_new(objects_.put(key, bytes));
}

Result<void> PendingObjects::check_new(const Result<void>& written) {
  if (written || written.error().code != ErrorCode::kAlreadyExists) return written;
  keys_.pop_back();
  return fail(ErrorCode::kInternal, "The file could not be stored.", "a random object key is taken");
}

void PendingObjects::keep(std::span<const StoredFace> faces) {
  for (const StoredFace& face : faces)
    if (face.object) keep(*face.object);
}

}  // namespace mien::app
