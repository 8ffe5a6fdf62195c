#include "app/objects/object_writer.h"

#include <algorithm>
#include <utility>

#include "app/object_sweep.h"
#include "app/pending_objects.h"

namespace mien::app {

std::uint64_t ObjectWriter::bytes_max(const BucketName& bucket, const ObjectPath& path) const {
  const auto less = ports_.triggers.object_bytes_max(bucket.text(), path.text());
  return std::min<std::uint64_t>(less.value_or(policy_.object_bytes_max), policy_.object_bytes_max);
}

Result<void> ObjectWriter::check_size(const BucketName& bucket, const ObjectPath& path, std::uint64_t bytes) const {
  if (bytes > bytes_max(bucket, path))
    return fail(ErrorCode::kObjectTooLarge, "Your proposed upload exceeds the maximum allowed size");
  return {};
}

Result<PutResult> ObjectWriter::write(
    PutRow row, std::span<const std::byte> bytes, std::string_view event, const ObjectCaller& caller,
    const std::function<Result<PutResult>(const PutRow&, const TasksOf&)>& commit) const {
  StoredObject& object = row.object;
  object.blob = {ports_.sources.ids.random()};
  object.bytes = bytes.size();
  object.modified = ports_.sources.clock.now();
  row.quota = {.bytes_max = policy_.bucket_bytes_max, .objects_max = policy_.bucket_objects_max};
  row.event = {.name = std::string(event),
               .bucket = object.bucket.text(),
               .key = object.path.text(),
               .bytes = object.bytes,
               .etag = object.etag,
               .content_type = object.properties.content_type(),
               .metadata = object.properties.metadata,
               .at = object.modified,
               .actor = caller.actor,
               .source_address = caller.source_address};
  PendingObjects pending(ports_.objects);
  MIEN_TRY_VOID(pending.put(object.blob, bytes));
  MIEN_TRY(PutResult result,
           commit(row, [this](const ObjectEvent& committed) { return ports_.triggers.tasks_of(committed); }));
  pending.keep(object.blob);
  if (result.made_tasks) ports_.triggers.committed();
  remove_objects(ports_.objects, result.unreferenced);
  return result;
}

}  // namespace mien::app
