#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "api/rest/route.h"
#include "ports/metrics.h"

namespace mien::api::rest {

/// The service itself: whether it is well, its metrics, its description.
class ServiceRoutes {
 public:
  enum class MetricsAccess : std::uint8_t { kKey, kOpen };

  /// @param metrics   borrowed; outlives this object
  /// @param is_ready  models loaded, store open, index in memory; called from many threads
  ServiceRoutes(const Metrics& metrics, std::function<bool()> is_ready, MetricsAccess metrics_access)
      : metrics_(metrics), is_ready_(std::move(is_ready)), metrics_access_(metrics_access) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> health(const Call& call) const;
  Answer<HttpResponse> readiness(const Call& call) const;
  Answer<HttpResponse> metrics(const Call& call) const;
  Answer<HttpResponse> openapi(const Call& call) const;

  const Metrics& metrics_;
  std::function<bool()> is_ready_;
  MetricsAccess metrics_access_;
};

}  // namespace mien::api::rest
