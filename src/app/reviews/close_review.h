#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/audit_sources.h"
#include "app/person_faces.h"
#include "ports/objects.h"
#include "ports/reviews.h"

namespace mien::app {

/// What somebody says who has looked at a verification. A face that belongs to somebody is added to that person's, so
/// that the next one is nearer; the picture is not kept otherwise.
class CloseReview {
 public:
  enum class Verdict : std::uint8_t {
    kSamePerson,   ///< It is who was meant.
    kOtherPerson,  ///< It is somebody else who is registered.
    kNobody,       ///< It is nobody who is registered.
  };
  struct Request {
    EventId id;
    Verdict verdict = Verdict::kNobody;
    std::optional<PersonId> person{};  ///< For kOtherPerson.
    std::string actor{};
    Patience patience{};
  };
  CloseReview(ReviewStore& reviews, Objects& objects, const AddPersonFaces& add_faces, AuditSources sources)
      : reviews_(reviews), objects_(objects), add_faces_(add_faces), sources_(sources) {}
  /// @return the review as it is then
  /// @errors kInvalidArgument (person), kNotFound (review, person), kChangedMeanwhile (it is closed already),
  /// kUnavailable,
  ///   and those of AddPersonFaces, after which it still waits
  Result<Review> run(const Request& request) const;

 private:
  ReviewStore& reviews_;
  Objects& objects_;
  const AddPersonFaces& add_faces_;
  AuditSources sources_;
};

}  // namespace mien::app
