#include "app/collections.h"

#include "app/object_sweep.h"

namespace mien::app {

Result<Collection> CreateCollection::run(const Request& request) const {
  Collection collection{
      .id = request.id, .face_model_version = model_.face_model_version, .created = sources_.clock.now()};
  MIEN_TRY_VOID(collections_.create(collection, request.tags,
                                    sources_.event(request.actor, "CreateCollection", request.id.text(), "", "ok")));
  return collection;
}

Result<void> DeleteCollection::run(const CollectionId& id, const std::string& actor) const {
  const auto removal = collections_.remove(id, sources_.event(actor, "DeleteCollection", id.text(), "", "ok"));
  const bool gone = removal || removal.error().code == ErrorCode::kNotFound;
  const Result<void> restored = gone && id.text() == kDefaultCollection
                                    ? ensure_collection(collections_, model_, id, sources_.clock)
                                    : Result<void>();
  if (!removal) return std::unexpected(removal.error());
  remove_objects(objects_, removal->objects);
  MIEN_TRY_VOID(feed_.publish(removal->change));
  return restored;
}

Result<void> ensure_collection(CollectionStore& collections, const ActiveModel& model, const CollectionId& id,
                               const Clock& clock) {
  if (const auto found = collections.find(id); found || found.error().code != ErrorCode::kNotFound) {
    if (found) return {};
    return std::unexpected(found.error());
  }
  const Result<void> created =
      collections.create({.id = id, .face_model_version = model.face_model_version, .created = clock.now()}, {}, {});
  if (!created && created.error().code == ErrorCode::kAlreadyExists) return {};
  return created;
}

}  // namespace mien::app
