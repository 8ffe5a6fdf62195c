#pragma once

#include <string>
#include <vector>

#include "app/audit_sources.h"
#include "app/index_feed.h"
#include "ports/store.h"

namespace mien::app {

class DeleteFaces {
 public:
  struct Request {
    CollectionId collection;
    std::vector<FaceId> faces;  ///< Repeated ids count once.
    std::string actor{};
  };
  DeleteFaces(FaceStore& faces, IndexFeed& feed, AuditSources sources)
      : faces_(faces), feed_(feed), sources_(sources) {}
  /// Faces that belong to a person, or do not exist, are reported and left.
  /// @errors kNotFound (collection), kUnavailable, kStoredNotSearchable
  Result<FaceStore::Removal> run(const Request& request) const;

 private:
  FaceStore& faces_;
  IndexFeed& feed_;
  AuditSources sources_;
};

}  // namespace mien::app
