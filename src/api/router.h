#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/surface.h"
#include "ports/face_reader.h"
#include "ports/http.h"
#include "ports/ids.h"
#include "ports/log.h"
#include "ports/metrics.h"

namespace mien::api {

/// Sends each request to the protocol that it speaks, and answers in that protocol's form whatever goes wrong on the
/// way. Counts and logs every answer, whoever gave it. Thread-safe.
class Router final : public HttpHandler {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    const Ids& ids;
    Log& log;
    Metrics& metrics;
    const FaceReader& reader;  ///< Asked whether a picture is worth receiving.
  };
  /// @param surfaces  asked in this order whose a request is; the last one has what nobody else owns. Borrowed, at
  ///                  least one.
  Router(std::vector<const Surface*> surfaces, Ports ports) : surfaces_(std::move(surfaces)), ports_(ports) {}

  Admission admit(const HttpHead& head) override;
  HttpResponse handle(const HttpRequest& request) override;
  HttpResponse refuse(const HttpHead& head, int status, std::string_view reason) override;

 private:
  using Served = Surface::Served;
  const Surface& owner_of(const HttpHead& head) const;
  Admission admit(const HttpHead& head, std::string_view request_id);
  Admission refusal(const HttpHead& head, Served served, std::string_view request_id);
  /// The answer for trouble that is not the surface's own.
  Served refused(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const;
  Served failed(const HttpHead& head, const std::exception& exception, std::string_view request_id) const;
  /// What an answer is logged and counted with, beside itself.
  struct Circumstances {
    std::string_view request_id;
    std::string_view client;                         ///< Its address.
    std::optional<std::chrono::nanoseconds> took{};  ///< None: refused before it was worked on.
    std::size_t request_bytes = 0;
  };
  HttpResponse finish(Served served, const Circumstances& circumstances);

  std::vector<const Surface*> surfaces_;
  Ports ports_;
};

}  // namespace mien::api
