#pragma once

#include <cstdint>
#include <string>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/people.h"
#include "app/people_policy.h"
#include "app/registration_ports.h"

namespace mien::app {

/// Makes one person of two who are the same: the faces of one become the other's, and that one is gone.
class MergePeople {
 public:
  /// Whether the faces have to resemble each other.
  enum class Check : std::uint8_t { kResemblance, kNone };
  struct Request {
    CollectionId collection;
    PersonId into;
    PersonId from;
    Check check = Check::kResemblance;
    std::string actor{};
  };
  MergePeople(RegistrationPorts ports, const ActiveModel& model, const PeoplePolicy& policy, AuditSources sources)
      : ports_(ports), model_(model), policy_(policy), sources_(sources) {}
  /// Durable and searchable once it returns. Refusals that tell of a face leave an audit event. @return who is left,
  /// with all faces
  /// @errors kInvalidArgument (they are the same already), kNotFound (collection or either person), kIdentityConflict,
  ///   kQuotaExceeded (faces), kChangedMeanwhile (again and again), kUnavailable, kStoredNotSearchable
  Result<GetPerson::Response> run(const Request& request) const;

 private:
  Result<GetPerson::Response> merge(const Request& request) const;
  Result<PeopleStore::Removal> attempt(const Request& request) const;

  RegistrationPorts ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  AuditSources sources_;
};

}  // namespace mien::app
