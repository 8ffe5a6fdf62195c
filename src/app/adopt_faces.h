#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/people.h"
#include "app/people_policy.h"
#include "app/registration_ports.h"

namespace mien::app {

/// Gives faces that belong to nobody, as IndexFaces leaves them, to a person: one who is there, or a new one.
class AdoptFaces {
 public:
  struct NewPerson {
    std::string name;
    std::optional<PersonId> id{};  ///< None: a random one is made.
    std::string attributes_json = "{}";
    bool consent = false;
  };
  struct Request {
    CollectionId collection;
    std::vector<FaceId> faces;  ///< 1..kFacesPerPersonMax.
    std::variant<NewPerson, PersonId> person;
    std::string actor{};
  };
  AdoptFaces(RegistrationPorts ports, const ActiveModel& model, const PeoplePolicy& policy, AuditSources sources)
      : ports_(ports), model_(model), policy_(policy), sources_(sources) {}
  /// Durable and searchable once it returns. Refusals that tell of a face leave an audit event.
  /// @return the person with all faces
  /// @errors kInvalidArgument (name, attributes, number of faces, one twice), kNotFound (collection, person, face),
  ///   kModelMismatch, kIdentityConflict (of different people), kImageOfAnotherPerson (a face is somebody's),
  ///   kDuplicatePerson, kAlreadyExists (id), kQuotaExceeded, kChangedMeanwhile, kUnavailable, kStoredNotSearchable
  Result<GetPerson::Response> run(const Request& request) const;

 private:
  Result<GetPerson::Response> adopt(const Request& request) const;
  Result<std::vector<StoredFace>> find_faces(const Request& request) const;
  Result<ChangeNumber> give_to(const Request& request, const PersonId& person,
                               const std::vector<StoredFace>& faces) const;
  Result<ChangeNumber> give_to(const Request& request, const NewPerson& person, const PersonId& id,
                               std::vector<StoredFace> faces) const;

  RegistrationPorts ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  AuditSources sources_;
};

}  // namespace mien::app
