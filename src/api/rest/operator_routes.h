#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/console/operators.h"

namespace mien::api::rest {

/// Those who may sign in to the console.
class OperatorRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::CreateOperator& create;
    const app::ListOperators& list;
    const app::RemoveOperator& remove;
    const app::IssueSignInLink& issue_link;
  };
  explicit OperatorRoutes(UseCases use) : use_(use) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> create(const Call& call) const;
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> remove(const Call& call) const;
  Answer<HttpResponse> issue_link(const Call& call) const;

  UseCases use_;
};

}  // namespace mien::api::rest
