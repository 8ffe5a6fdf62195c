#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "app/audit_sources.h"
#include "app/face_matches.h"
#include "ports/face_reader.h"

namespace mien::app {

/// Finds the faces of a collection that resemble the largest face of a picture.
class SearchFacesByImage {
 public:
  struct Request {
    CollectionId collection;
    std::span<const std::byte> image;  ///< Valid for the call only.
    std::size_t matches_max = limits::kMatchesMax;
    double similarity_min = 80;
    QualityFilter filter = QualityFilter::kNone;
    std::string actor{};
    Patience patience{};
  };
  struct Response {
    DetectedFace searched;
    std::vector<FaceMatch> matches;
    std::string face_model_version;
  };
  SearchFacesByImage(const FaceReader& reader, const CollectionStore& collections, const FaceStore& faces,
                     const FaceIndex& index, const ActiveModel& model, AuditLog& audit, AuditSources sources)
      : reader_(reader),
        collections_(collections),
        faces_(faces),
        index_(index),
        model_(model),
        audit_(audit),
        sources_(sources) {}
  /// Leaves an audit event where it gives an answer. @errors kInvalidArgument (similarity_min), kNotFound,
  /// kNoFaceInImage, kLowQuality, kModelMismatch, kUnavailable
  ///   and those of FaceReader
  Result<Response> run(const Request& request) const;

 private:
  const FaceReader& reader_;
  const CollectionStore& collections_;
  const FaceStore& faces_;
  const FaceIndex& index_;
  const ActiveModel& model_;
  AuditLog& audit_;
  AuditSources sources_;
};

}  // namespace mien::app
