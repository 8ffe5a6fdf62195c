#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/setup/set_up_intakes.h"

namespace mien::api::rest {

/// Intakes: what becomes of pictures that are uploaded to a bucket.
class IntakeRoutes {
 public:
  /// The use case is borrowed; it outlives this object.
  explicit IntakeRoutes(app::SetUpIntakes& set_up) : set_up_(set_up) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> create(const Call& call) const;
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> get(const Call& call) const;
  Answer<HttpResponse> replace(const Call& call) const;
  Answer<HttpResponse> remove(const Call& call) const;

  app::SetUpIntakes& set_up_;
};

}  // namespace mien::api::rest
