#pragma once

#include <vector>

#include "api/rest/route.h"
#include "app/setup/set_up_webhooks.h"

namespace mien::api::rest {

/// Webhooks: other servers that are told what became of uploads.
class WebhookRoutes {
 public:
  /// The use case is borrowed; it outlives this object.
  explicit WebhookRoutes(app::SetUpWebhooks& set_up) : set_up_(set_up) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> create(const Call& call) const;
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> get(const Call& call) const;
  Answer<HttpResponse> replace(const Call& call) const;
  Answer<HttpResponse> remove(const Call& call) const;
  Answer<HttpResponse> test(const Call& call) const;

  app::SetUpWebhooks& set_up_;
};

}  // namespace mien::api::rest
