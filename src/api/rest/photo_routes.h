#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/assess_photo.h"
#include "app/person_photo.h"

namespace mien::api::rest {

/// Pictures of people who are registered, and what a picture is good for.
class PhotoRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::GetPersonPhoto& get_photo;
    const app::AssessPhoto& assess;
  };
  explicit PhotoRoutes(UseCases use) : use_(use) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> get_person_photo(const Call& call) const;
  Answer<HttpResponse> get_face_photo(const Call& call) const;
  Answer<HttpResponse> detect(const Call& call) const;
  Answer<HttpResponse> photo_of(const Call& call, std::optional<FaceId> face) const;

  UseCases use_;
};

}  // namespace mien::api::rest
