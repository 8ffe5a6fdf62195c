#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/key_ring.h"
#include "api/rest/hook_token.h"
#include "api/rest/problem.h"
#include "api/rest/route.h"
#include "api/surface.h"
#include "ports/http.h"

namespace mien::api::rest {

/// The /v1 routes and those beside them that have no protocol of their own. Every path, method, query parameter and
/// form field that it does not know is refused. Thread-safe.
class RestApi final : public Surface {
 public:
  /// @param routes  no two of the same method and pattern; what they borrow outlives this object, as `keys` does
  /// @param hooks   lets in to routes of Access::kHook; borrowed. None: only keys do.
  RestApi(std::vector<Route> routes, const KeyRing& keys, const HookToken* hooks = nullptr)
      : routes_(std::move(routes)), keys_(keys), hooks_(hooks) {}

  /// Whether the path is one of this API's, by its first segment and whatever the method. These names can therefore
  /// never be bucket names.
  static bool owns_path(std::string_view path);
  static std::span<const std::string_view> first_segments();
  std::span<const Route> routes() const { return routes_; }

  bool owns(const HttpHead& head) const override { return owns_path(head.path()); }
  /// Checks, in this order: credentials, path, method, origin, role, content type, announced length.
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  /// A request as far as its head tells.
  struct Opened {
    const Route* route;
    std::vector<std::string> ids;
    Principal caller;  ///< No id on open routes.
    std::size_t body_bytes_max;
  };
  struct Target {
    const Route* route;
    std::vector<std::string_view> ids;
  };
  Answer<Opened> open(const HttpHead& head) const;
  Answer<Target> find_route(const HttpHead& head) const;
  Answer<Principal> authenticate(const HttpHead& head, Access access) const;

  std::vector<Route> routes_;
  const KeyRing& keys_;
  const HookToken* hooks_;
};

/// What the HTTP server found wrong, as a problem.
Problem problem_of(int status, std::string_view reason);

}  // namespace mien::api::rest
