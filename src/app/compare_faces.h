#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "app/active_model.h"
#include "ports/face_reader.h"

namespace mien::app {

/// Compares the largest face of one picture with every face of another that passes the filter; keeps nothing.
class CompareFaces {
 public:
  struct Request {
    std::span<const std::byte> source;  ///< Valid for the call only, as `target`.
    std::span<const std::byte> target;
    double similarity_min = 80;
    QualityFilter filter = QualityFilter::kNone;
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
  CompareFaces(const FaceReader& reader, const ActiveModel& model) : reader_(reader), model_(model) {}
  /// @errors kInvalidArgument (similarity_min), kNoFaceInImage (in either picture), kLowQuality (the source), and those
  ///   of FaceReader
  Result<Response> run(const Request& request) const;

 private:
  const FaceReader& reader_;
  const ActiveModel& model_;
};

}  // namespace mien::app
