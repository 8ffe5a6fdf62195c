#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "ports/face_reader.h"
#include "ports/store.h"

namespace mien::app {

/// Compares the largest face of one picture with every face of another that passes the filter; keeps nothing but an
/// audit event that it gave an answer.
class CompareFaces {
 public:
  struct Request {
    std::span<const std::byte> source;  ///< Valid for the call only, as `target`.
    std::span<const std::byte> target;
    double similarity_min = 80;
    QualityFilter filter = QualityFilter::kNone;
    std::string actor{};
    Patience patience{};
  };
  struct Match {
    float similarity = 0;
    DetectedFace face;
  };
  struct Response {
    DetectedFace source;
    std::vector<Match> matches;           ///< Best first.
    std::vector<DetectedFace> unmatched;  ///< Largest first.
  };
  CompareFaces(const FaceReader& reader, const ActiveModel& model, AuditLog& audit, AuditSources sources)
      : reader_(reader), model_(model), audit_(audit), sources_(sources) {}
  /// @errors kInvalidArgument (similarity_min), kNoFaceInImage (in either picture), kLowQuality (the source),
  ///   kUnavailable, and those of FaceReader
  Result<Response> run(const Request& request) const;

 private:
  const FaceReader& reader_;
  const ActiveModel& model_;
  AuditLog& audit_;
  AuditSources sources_;
};

}  // namespace mien::app
