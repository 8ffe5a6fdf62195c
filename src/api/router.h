#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "api/rekognition/rekognition_api.h"
#include "api/rest/rest_api.h"
#include "ports/face_reader.h"
#include "ports/http.h"
#include "ports/ids.h"
#include "ports/log.h"
#include "ports/metrics.h"

namespace mien::api {

/// Sends each request to the protocol that it speaks, and answers in that protocol's form whatever goes wrong on the
/// way. One port serves all: paths of the REST API first, then POST / by X-Amz-Target, and what is left is taken for
/// S3. Counts and logs every answer, whoever gave it. Thread-safe.
class Router final : public HttpHandler {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    const Ids& ids;
    Log& log;
    Metrics& metrics;
    const FaceReader& reader;  ///< Asked whether a picture is worth receiving.
  };
  Router(const rest::RestApi& rest, const rekognition::RekognitionApi& rekognition, Ports ports)
      : rest_(rest), rekognition_(rekognition), ports_(ports) {}

  Admission admit(const HttpHead& head) override;
  HttpResponse handle(const HttpRequest& request) override;
  HttpResponse refuse(const HttpHead& head, int status, std::string_view reason) override;

 private:
  /// An answer, and what log and metrics are told of it.
  struct Answered {
    std::string_view operation;  ///< This and `outcome` are from fixed sets.
    std::string_view outcome;
    HttpResponse response;
    std::string log_detail{};
  };
  Admission admit(const HttpHead& head, std::string_view request_id);
  Admission admit_rekognition(const HttpHead& head, std::string_view request_id);
  Admission refusal(const HttpHead& head, Answered answered, std::string_view request_id);
  /// Where the engine's line is full: receiving and parsing what it would refuse anyway would only take time from those
  /// who are served.
  Admission refusal_for_now(const HttpHead& head, std::string_view request_id);
  Answered answer(const HttpRequest& request, std::string_view request_id) const;
  static Answered refused_by_server(const HttpHead& head, int status, std::string_view reason,
                                    std::string_view request_id);
  static Answered failed(const HttpHead& head, const std::exception& exception, std::string_view request_id);
  /// What an answer is logged and counted with, beside itself.
  struct Circumstances {
    std::string_view request_id;
    std::string_view client;                         ///< Its address.
    std::optional<std::chrono::nanoseconds> took{};  ///< None: refused before it was worked on.
    std::size_t request_bytes = 0;
  };
  HttpResponse finish(Answered answered, const Circumstances& circumstances);

  const rest::RestApi& rest_;
  const rekognition::RekognitionApi& rekognition_;
  Ports ports_;
};

}  // namespace mien::api
