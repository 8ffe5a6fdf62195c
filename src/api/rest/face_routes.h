#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/adopt_faces.h"
#include "app/list_faces.h"
#include "app/merge_people.h"

namespace mien::api::rest {

/// Whose faces are whose: those of nobody, and people who turn out to be one.
class FaceRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::ListFaces& list;
    const app::AdoptFaces& adopt;
    const app::MergePeople& merge;
  };
  explicit FaceRoutes(UseCases use) : use_(use) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> adopt(const Call& call) const;
  Answer<HttpResponse> merge(const Call& call) const;

  UseCases use_;
};

}  // namespace mien::api::rest
