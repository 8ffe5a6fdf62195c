#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/keys.h"

namespace mien::api::rest {

/// Access keys: an admin makes, lists and revokes them.
class KeyRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::CreateKey& create;
    const app::ListKeys& list;
    const app::RevokeKey& revoke;
  };
  explicit KeyRoutes(UseCases use) : use_(use) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> create(const Call& call) const;
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> revoke(const Call& call) const;

  UseCases use_;
};

}  // namespace mien::api::rest
