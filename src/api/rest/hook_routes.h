#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "api/rest/route.h"
#include "app/hooks/subscriptions.h"
#include "app/hooks/take_foreign_events.h"
#include "ports/clock.h"
#include "ports/tasks.h"

namespace mien::api::rest {

/// Events of other servers, and what other servers were told.
class HookRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::TakeForeignEvents& take_events;
    const app::TakeSubscriptions& take_subscriptions;
    TaskStore& tasks;
    const Clock& clock;
    std::function<void()> wake;  ///< There are deliveries again.
  };
  explicit HookRoutes(UseCases use) : use_(std::move(use)) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> receive_s3_events(const Call& call) const;
  Answer<HttpResponse> list_deliveries(const Call& call) const;
  Answer<HttpResponse> retry_delivery(const Call& call) const;

  UseCases use_;
};

}  // namespace mien::api::rest
