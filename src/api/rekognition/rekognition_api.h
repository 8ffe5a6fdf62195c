#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "api/auth/sigv4_verify.h"
#include "api/rekognition/operations.h"
#include "api/rekognition/service_table.h"
#include "ports/clock.h"
#include "ports/http.h"

namespace mien::api::rekognition {

/// Rekognition's JSON 1.1 protocol: POST / with X-Amz-Target: RekognitionService.OPERATION. Every request is checked in
/// this order: signature, content type, operation, JSON, input. Thread-safe.
class RekognitionApi {
 public:
  /// Borrowed: all outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Clock& clock;
  };
  RekognitionApi(UseCases use, Account account, Ports ports) : use_(use), account_(std::move(account)), ports_(ports) {}

  /// Whether a request is for this service, by its target.
  static bool is_addressed(const HttpHead& head);
  /// How large the body of such a request may be.
  static std::size_t body_bytes_max(const HttpHead& head);
  /// Whether such a request asks for a picture to be read.
  static bool reads_pictures(const HttpHead& head);
  /// What the head alone tells of the caller, before the body is read; lets nobody in, which handle() does.
  /// @errors those of a missing, unreadable or wrong signature
  WireResult<sigv4::HeadVerdict::Proven> check_caller(const HttpHead& head) const;

  struct Served {
    std::string_view operation;  ///< From a fixed set.
    std::string_view outcome;    ///< "ok" or the name of the error.
    HttpResponse response;
    std::string log_detail{};
  };
  Served handle(const HttpRequest& request, std::string_view request_id) const;
  /// The answer to a request that is not served: its body was not read, or not to its end, or the service failed.
  static Served refuse_unread(const HttpHead& head, int http_status, std::string_view reason,
                              std::string_view request_id);
  /// An error in this protocol's form.
  static HttpResponse error_response(const WireError& error, std::string_view message, std::string_view request_id);
  /// The name of the operation that a request asks for where it is one of ours, for log and metrics: nothing else that
  /// a caller sent goes there.
  static std::string_view operation_of(const HttpHead& head);

 private:
  Reply answer(const HttpRequest& request) const;

  UseCases use_;
  Account account_;
  Ports ports_;
};

}  // namespace mien::api::rekognition
