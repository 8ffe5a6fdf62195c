#include "app/merge_people.h"

#include <utility>
#include <vector>

#include "app/face_edits.h"
#include "app/object_sweep.h"
#include "app/refusal_audit.h"
#include "app/same_person.h"
#include "core/limits.h"

namespace mien::app {

Result<PeopleStore::Removal> MergePeople::attempt(const Request& request) const {
  const GetPerson get(ports_.people, ports_.faces);
  MIEN_TRY(GetPerson::Response into, get.run(request.collection, request.into));
  MIEN_TRY(const GetPerson::Response from, get.run(request.collection, request.from));
  if (into.faces.empty() || from.faces.empty())
    return fail(ErrorCode::kChangedMeanwhile, "Registered again between the two reads.");
  if (into.faces.size() + from.faces.size() > limits::kFacesPerPersonMax)
    return fail(ErrorCode::kQuotaExceeded,
                "Together they have more than " + std::to_string(limits::kFacesPerPersonMax) + " faces.");
  MIEN_TRY(const FusedTemplate one, fuse_faces(into.faces));
  MIEN_TRY(const FusedTemplate other, fuse_faces(from.faces));
  if (request.check == Check::kResemblance && !resembles(other.embedding, one, model_, policy_))
    return fail(ErrorCode::kIdentityConflict, "Their faces do not look like one person's.");
  PeopleStore::Merge merge{
      .expected_into = ids_of(into.faces),
      .expected_from = ids_of(from.faces),
      .fused = one.embedding,
      .now = sources_.clock.now(),
      .event = sources_.event(request.actor, "merge_people", request.collection.text(), request.into.text(), "ok")};
  into.faces.insert(into.faces.end(), from.faces.begin(), from.faces.end());
  MIEN_TRY(FusedTemplate fused, fuse_faces(into.faces));
  merge.fused = std::move(fused.embedding);
  return ports_.people.merge(request.collection, request.into, request.from, merge);
}

Result<GetPerson::Response> MergePeople::run(const Request& request) const {
  auto response = merge(request);
  if (!response)
    MIEN_TRY_VOID(audit_refusal(ports_.audit, sources_,
                                {.actor = request.actor,
                                 .action = "merge_people",
                                 .collection = request.collection.text(),
                                 .person = request.into.text()},
                                response.error()));
  return response;
}

Result<GetPerson::Response> MergePeople::merge(const Request& request) const {
  if (request.into == request.from) return fail(ErrorCode::kInvalidArgument, "A person cannot be merged with itself.");
  MIEN_TRY(const Collection collection, ports_.collections.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  const std::scoped_lock lock(ports_.registrations);
  MIEN_TRY(const PeopleStore::Removal removal, edit_until_unchanged([&] { return attempt(request); }));
  remove_objects(ports_.objects, removal.objects);
  MIEN_TRY_VOID(ports_.feed.publish(removal.change));
  return GetPerson(ports_.people, ports_.faces).run(request.collection, request.into);
}

}  // namespace mien::app
