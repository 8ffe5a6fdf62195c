#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/list_events.h"

namespace mien::api::rest {

/// What happened.
class AuditRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::ListEvents& list;
    const app::CountEvents& count;
  };
  explicit AuditRoutes(UseCases use) : use_(use) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> count(const Call& call) const;

  UseCases use_;
};

}  // namespace mien::api::rest
