#pragma once

#include <string>
#include <vector>

#include "app/audit_sources.h"
#include "app/face_matches.h"

namespace mien::app {

/// Finds faces that resemble one that is already in the collection; that face itself is not among them.
class SearchFaces {
 public:
  struct Request {
    CollectionId collection;
    FaceId face;
    std::size_t matches_max = limits::kMatchesMax;
    double similarity_min = 80;
    std::string actor{};
  };
  struct Response {
    std::vector<FaceMatch> matches;
    std::string face_model_version;
  };
  SearchFaces(const CollectionStore& collections, const FaceStore& faces, const FaceIndex& index,
              const ActiveModel& model, AuditLog& audit, AuditSources sources)
      : collections_(collections), faces_(faces), index_(index), model_(model), audit_(audit), sources_(sources) {}
  /// Leaves an audit event where it gives an answer. @errors kNotFound (collection), kInvalidArgument (no such face in
  /// it, similarity_min), kModelMismatch, kUnavailable
  Result<Response> run(const Request& request) const;

 private:
  const CollectionStore& collections_;
  const FaceStore& faces_;
  const FaceIndex& index_;
  const ActiveModel& model_;
  AuditLog& audit_;
  AuditSources sources_;
};

}  // namespace mien::app
