#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/key_ring.h"
#include "api/rest/problem.h"
#include "app/idempotency.h"
#include "app/list_events.h"
#include "app/people.h"
#include "app/person_faces.h"
#include "app/register_person.h"
#include "app/verify_face.h"
#include "core/limits.h"
#include "ports/http.h"
#include "ports/metrics.h"

namespace mien::api::rest {

/// The /v1 routes and those beside them that have no protocol of their own. Every path, method, query parameter and
/// form field that it does not know is refused. Thread-safe.
class RestApi {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::RegisterPerson& register_person;
    const app::ListPeople& list_people;
    const app::GetPerson& get_person;
    const app::UpdatePerson& update_person;
    const app::DeletePerson& delete_person;
    const app::AddPersonFaces& add_faces;
    const app::DeletePersonFace& delete_face;
    const app::VerifyFace& verify;
    const app::ListEvents& list_events;
    app::IdempotencyGate& idempotency;
  };
  struct Ports {
    const KeyRing& keys;
    const Ids& ids;
    const Metrics& metrics;
    std::function<bool()> is_ready;  ///< Models loaded, store open, index in memory. Called from many threads.
  };
  enum class MetricsAccess : std::uint8_t { kKey, kOpen };

  RestApi(UseCases use, Ports ports, MetricsAccess metrics_access)
      : use_(use), ports_(std::move(ports)), metrics_access_(metrics_access) {}

  /// Whether the path is one of this API's, by its first segment and whatever the method. These names can therefore
  /// never be bucket names.
  static bool owns_path(std::string_view path);

  /// What a route's body may be.
  enum class Body : std::uint8_t { kNone, kUpload, kImage, kPatch };
  enum class Access : std::uint8_t { kOpen, kKey, kMetrics };
  struct Call;
  struct Route {
    std::string_view method;
    std::string_view pattern;    ///< A segment in braces stands for one id.
    std::string_view operation;  ///< For log, metrics and the OpenAPI document.
    Access access;
    Body body;
    Answer<HttpResponse> (RestApi::*serve)(const Call& call) const;
  };
  static std::span<const Route> routes();
  /// Whether the route asks for pictures to be read.
  static bool reads_pictures(const Route& route) { return route.body == Body::kUpload || route.body == Body::kImage; }

  /// A request as far as its head tells: where it goes, who it comes from, how much of its body to read.
  struct Admitted {
    const Route* route;
    std::vector<std::string> ids;  ///< The path's, decoded.
    std::string actor;             ///< Access key id; empty on open routes.
    std::size_t body_bytes_max;
  };
  /// Checks, in this order: credentials, path, method, content type, announced length.
  Answer<Admitted> admit(const HttpHead& head) const;

  struct Served {
    std::string_view operation;  ///< From a fixed set.
    std::string_view outcome;    ///< "ok" or a problem's code.
    HttpResponse response;
    std::string log_detail{};
  };
  Served handle(const HttpRequest& request, std::string_view request_id) const;
  /// The answer to a request that is not served, as admit() found or the server.
  static Served refuse(const Problem& problem, std::string_view request_id);

 private:
  Answer<HttpResponse> register_person(const Call& call) const;
  Answer<HttpResponse> list_people(const Call& call) const;
  Answer<HttpResponse> get_person(const Call& call) const;
  Answer<HttpResponse> update_person(const Call& call) const;
  Answer<HttpResponse> delete_person(const Call& call) const;
  Answer<HttpResponse> add_faces(const Call& call) const;
  Answer<HttpResponse> delete_face(const Call& call) const;
  Answer<HttpResponse> verify(const Call& call) const;
  Answer<HttpResponse> list_events(const Call& call) const;
  Answer<HttpResponse> health(const Call& call) const;
  Answer<HttpResponse> readiness(const Call& call) const;
  Answer<HttpResponse> metrics(const Call& call) const;
  Answer<HttpResponse> openapi(const Call& call) const;

  Answer<std::string> authenticate(const HttpHead& head) const;

  UseCases use_;
  Ports ports_;
  MetricsAccess metrics_access_;
};

/// One request on its way through a handler.
struct RestApi::Call {
  const HttpRequest& request;
  Admitted admitted;
};

}  // namespace mien::api::rest
