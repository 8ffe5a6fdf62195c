#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "api/rekognition/rekognition_api.h"
#include "api/rest/rest_api.h"
#include "ports/http.h"
#include "ports/ids.h"
#include "ports/log.h"
#include "ports/metrics.h"

namespace mien::api {

/// Sends each request to the protocol that it speaks, and answers in that protocol's form whatever goes wrong on the
/// way. One port serves all: paths of the REST API first, then POST / by X-Amz-Target, and what is left is taken for
/// S3. Counts and logs what it answers itself; RekognitionApi does so for its own. Thread-safe.
class Router final : public HttpHandler {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Ids& ids;
    Log& log;
    Metrics& metrics;
  };
  Router(const rest::RestApi& rest, const rekognition::RekognitionApi& rekognition, Ports ports)
      : rest_(rest), rekognition_(rekognition), ports_(ports) {}

  Admission admit(const HttpHead& head) override;
  HttpResponse handle(const HttpRequest& request) override;
  HttpResponse refuse(const HttpHead& head, int status, std::string_view reason) override;

 private:
  /// An answer that this class gives itself, for log and metrics.
  struct Answered {
    std::string_view operation;  ///< This and `outcome` are from fixed sets.
    std::string_view outcome;
    HttpResponse response;
    std::string log_detail{};
  };
  Answered answer(const HttpRequest& request, std::string_view request_id) const;
  Answered refused_by_server(const HttpHead& head, int status, std::string_view reason,
                             std::string_view request_id) const;
  Admission admit_rekognition(const HttpHead& head);
  HttpResponse finish(Answered answered, std::string_view request_id, std::chrono::nanoseconds took,
                      std::size_t request_bytes);

  const rest::RestApi& rest_;
  const rekognition::RekognitionApi& rekognition_;
  Ports ports_;
};

}  // namespace mien::api
