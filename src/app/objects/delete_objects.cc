#include "app/objects/delete_objects.h"

#include "app/object_sweep.h"
#include "app/objects/buckets.h"

namespace mien::app {

Result<void> DeleteObjects::run(const BucketName& bucket, std::span<const ObjectPath> paths, const ObjectCaller& caller,
                                std::string_view operation) const {
  const ObjectEvent pattern{.name = "ObjectRemoved:Delete",
                            .bucket = bucket.text(),
                            .at = sources_.clock.now(),
                            .actor = caller.actor,
                            .source_address = caller.source_address};
  MIEN_TRY(const auto removal,
           store_.remove(bucket, paths, pattern,
                         sources_.event(caller.actor, std::string(operation), "", audit_subject(bucket), "ok"),
                         [this](const ObjectEvent& event) { return triggers_.tasks_of(event); }));
  if (removal.made_tasks) triggers_.committed();
  remove_objects(objects_, removal.unreferenced);
  return {};
}

}  // namespace mien::app
