#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/index_feed.h"
#include "core/limits.h"
#include "ports/face_reader.h"
#include "ports/store.h"

namespace mien::app {

/// Detects the faces of a picture and adds them to a collection.
class IndexFaces {
 public:
  struct Request {
    CollectionId collection;
    std::span<const std::byte> image;  ///< Valid for the call only.
    std::optional<ExternalImageId> external_image{};
    std::size_t faces_max = limits::kFacesPerImageMax;  ///< 1 or more; kFacesPerImageMax bounds it.
    QualityFilter filter = QualityFilter::kAuto;
    std::string actor{};
    Patience patience{};
  };
  struct Indexed {
    StoredFace stored;
    DetectedFace detected;
  };
  struct Unindexed {
    DetectedFace detected;
    std::vector<QualityReason> reasons;
  };
  struct Response {
    std::vector<Indexed> indexed;  ///< Largest first.
    std::vector<Unindexed> unindexed;
    std::string face_model_version;
  };

  IndexFaces(const FaceReader& reader, const CollectionStore& collections, FaceStore& faces, IndexFeed& feed,
             const ActiveModel& model, AuditSources sources)
      : reader_(reader), collections_(collections), faces_(faces), feed_(feed), model_(model), sources_(sources) {}
  /// Stored and searchable once it returns. The same picture with the same external id gives the same FaceIds and
  /// stores nothing twice. A picture without a face is no error.
  /// @errors kInvalidArgument (faces_max is 0), kNotFound, kModelMismatch, kUnavailable, kStoredNotSearchable (a
  /// repetition
  ///   mends that) and those of FaceReader
  Result<Response> run(const Request& request) const;

 private:
  const FaceReader& reader_;
  const CollectionStore& collections_;
  FaceStore& faces_;
  IndexFeed& feed_;
  const ActiveModel& model_;
  AuditSources sources_;
};

}  // namespace mien::app
