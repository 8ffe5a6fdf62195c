#include "app/delete_faces.h"

#include <set>

namespace mien::app {

Result<FaceStore::Removal> DeleteFaces::run(const Request& request) const {
  std::vector<FaceId> ids;
  std::set<FaceId> seen;
  for (const FaceId& id : request.faces)
    if (seen.insert(id).second) ids.push_back(id);
  MIEN_TRY(FaceStore::Removal removal,
           faces_.remove(request.collection, ids,
                         sources_.event(request.actor, "DeleteFaces", request.collection.text(), "", "ok")));
  if (!removal.removed.empty()) MIEN_TRY_VOID(feed_.publish(removal.change));
  return removal;
}

}  // namespace mien::app
