#pragma once

#include <vector>

#include "api/auth/key_ring.h"
#include "api/rest/route.h"
#include "app/events/event_bell.h"
#include "app/events/event_feed.h"
#include "app/intake/intake_book.h"

namespace mien::api::rest {

/// What happens, as it happens.
class EventRoutes {
 public:
  /// All borrowed; they outlive this object, and the streams that it gives out.
  struct Parts {
    app::EventFeed& feed;
    app::EventBell& bell;
    const app::IntakeBook& intakes;
    const KeyRing& keys;
  };
  explicit EventRoutes(Parts parts) : parts_(parts) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> stream(const Call& call) const;

  Parts parts_;
};

}  // namespace mien::api::rest
