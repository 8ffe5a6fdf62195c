#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "api/rekognition/operations.h"
#include "api/rekognition/service_table.h"
#include "ports/clock.h"
#include "ports/http.h"
#include "ports/ids.h"
#include "ports/log.h"
#include "ports/metrics.h"

namespace mien::api::rekognition {

/// Rekognition's JSON 1.1 protocol: POST / with X-Amz-Target: RekognitionService.OPERATION. Every request is checked in
/// this order: signature, content type, operation, JSON, input. Thread-safe.
class RekognitionApi {
 public:
  /// Borrowed: all outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Clock& clock;
    const Ids& ids;
    Log& log;
    Metrics& metrics;
  };
  RekognitionApi(UseCases use, Account account, Ports ports) : use_(use), account_(std::move(account)), ports_(ports) {}

  /// Whether a request is for this service, by its target.
  static bool is_addressed(const HttpHead& head);
  /// How large the body of such a request may be.
  static std::size_t body_bytes_max(const HttpHead& head);

  HttpResponse handle(const HttpRequest& request) const;
  /// The answer in this protocol's form to a request whose body was not read, or not to its end.
  HttpResponse refuse_unread(int http_status, std::string_view reason) const;

 private:
  /// What a request was found to be, for log and metrics.
  struct Subject {
    std::string_view operation = "unknown";
  };
  Reply answer(const HttpRequest& request, Subject& subject) const;
  HttpResponse respond(const Reply& reply) const;

  UseCases use_;
  Account account_;
  Ports ports_;
};

}  // namespace mien::api::rekognition
