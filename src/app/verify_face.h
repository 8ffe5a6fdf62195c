#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/people_policy.h"
#include "app/people_search.h"
#include "app/reviews/review_desk.h"
#include "ports/face_index.h"
#include "ports/face_reader.h"
#include "ports/store.h"

namespace mien::app {

/// Whether a picture shows a registered person: any of the collection (1:N) or a given one (1:1). The decision is made
/// here, never left to the caller; at most one person is named, and only on a match.
class VerifyFace {
 public:
  enum class Decision : std::uint8_t { kMatch, kNoMatch, kNoFace, kSeveralFaces, kLowQuality };
  struct Request {
    CollectionId collection;
    std::span<const std::byte> image;        ///< Valid for the call only.
    std::optional<PersonId> person{};        ///< Then 1:1.
    std::optional<double> similarity_min{};  ///< 0..100 instead of the policy's; in 1:N a floor, never a loophole.
    std::string actor{};
    Patience patience{};
    /// For work that may be done again: the event's id, under which it is written once.
    std::optional<EventId> event{};
  };
  struct Response {
    Decision decision = Decision::kNoMatch;
    std::optional<Person> person{};  ///< On a match only.
    std::optional<float>
        similarity{};  ///< Of the best candidate or of the given person; none where no face was compared.
    double threshold = 0;
    std::optional<double> false_accept_target{};  ///< In 1:N.
    EventId event;
  };
  struct Ports {
    const FaceReader& reader;
    const CollectionStore& collections;
    const FaceStore& faces;
    const PeopleStore& people;
    const FaceIndex& index;
    AuditLog& audit;
  };
  /// @param desk  borrowed; keeps what is near the threshold. None: nothing is kept.
  VerifyFace(Ports ports, const ActiveModel& model, const PeoplePolicy& policy, AuditSources sources,
             ReviewDesk* desk = nullptr)
      : ports_(ports), model_(model), policy_(policy), sources_(sources), desk_(desk) {}
  /// Writes an audit event, whatever the decision.
  /// @errors kNotFound (collection or person), kModelMismatch, kInvalidArgument (threshold), kUnavailable, FaceReader's
  Result<Response> run(const Request& request) const;

 private:
  /// Compares and fills in decision, person and similarity. @return who was nearest, if anybody
  Result<std::optional<PersonId>> decide(const Request& request, const Embedding& probe, Response& response) const;
  void show_to_reviewers(const Request& request, const BoundingBox& box, const PersonId& person,
                         const Response& response) const;
  Result<NearestPerson> compare_with(const CollectionId& collection, const PersonId& person,
                                     const Embedding& probe) const;
  Result<void> write_event(const Request& request, Response& response) const;

  Ports ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  AuditSources sources_;
  ReviewDesk* desk_;
};

/// "match", "no_match", "no_face", "several_faces", "low_quality".
std::string_view name_of(VerifyFace::Decision decision);

}  // namespace mien::app
