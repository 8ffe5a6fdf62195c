#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "ports/http.h"

namespace mien::api {

/// One of the protocols that share the port. The router asks them in turn whose a request is, and logs and counts what
/// they answer. Thread-safe.
class Surface {
 public:
  /// An answer, and what log and metrics are told of it.
  struct Served {
    std::string_view operation;  ///< From a fixed set.
    std::string_view outcome;    ///< "ok" or the name of the error; likewise.
    HttpResponse response;
    std::string log_detail{};  ///< No text of the caller's.
  };
  /// What a head tells of a request that may go on.
  struct Admitted {
    std::size_t body_bytes_max = 0;
    bool sender_is_proven = false;    ///< As in HttpHandler::Admission.
    bool sender_is_stranger = false;  ///< Likewise.
    bool reads_pictures = false;      ///< It asks for a picture to be read: of no use while the engine's line is full.
  };

  virtual ~Surface() = default;
  /// Whether a request is this protocol's to answer, whatever becomes of it. By its head alone, of which nothing is
  /// proven; cheap.
  virtual bool owns(const HttpHead& head) const = 0;
  /// The service that a client would sign this for, were it to be this protocol's: for a request that is not signed
  /// yet. nullopt: it could not be.
  virtual std::optional<std::string_view> service_to_sign_for(const HttpHead& /*head*/) const { return std::nullopt; }
  /// What the head tells before any of the body is read; lets nobody in, which handle() does. Quick, never blocks.
  virtual std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const = 0;
  virtual Served handle(const HttpRequest& request, std::string_view request_id) const = 0;
  /// The answer, in the protocol's form, to a request that is not served: its body was not read to its end, or the
  /// service failed. The status is one of HttpHandler::refuse's, or 500.
  virtual Served refuse(const HttpHead& head, int status, std::string_view reason,
                        std::string_view request_id) const = 0;
};

}  // namespace mien::api
