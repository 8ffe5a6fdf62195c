#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/idempotency.h"
#include "app/people.h"
#include "app/person_faces.h"
#include "app/register_person.h"
#include "app/verify_face.h"
#include "ports/ids.h"

namespace mien::api::rest {

/// People, their faces, verification and what happened to them.
class PeopleRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::RegisterPerson& register_person;
    const app::ListPeople& list_people;
    const app::GetPerson& get_person;
    const app::UpdatePerson& update_person;
    const app::DeletePerson& delete_person;
    const app::AddPersonFaces& add_faces;
    const app::DeletePersonFace& delete_face;
    const app::VerifyFace& verify;
    app::IdempotencyGate& idempotency;
  };
  PeopleRoutes(UseCases use, const Ids& ids) : use_(use), ids_(ids) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> register_person(const Call& call) const;
  Answer<HttpResponse> list_people(const Call& call) const;
  Answer<HttpResponse> get_person(const Call& call) const;
  Answer<HttpResponse> update_person(const Call& call) const;
  Answer<HttpResponse> delete_person(const Call& call) const;
  Answer<HttpResponse> add_faces(const Call& call) const;
  Answer<HttpResponse> delete_face(const Call& call) const;
  Answer<HttpResponse> verify(const Call& call) const;

  UseCases use_;
  const Ids& ids_;
};

}  // namespace mien::api::rest
