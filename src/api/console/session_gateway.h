#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/session/session_gate.h"
#include "api/surface.h"
#include "app/console/sessions.h"
#include "ports/clock.h"

namespace mien::api {

/// Lets the console speak every protocol of the port: a request that comes with a session (cookie and CSRF token) is
/// signed here with the session's access key, in the way of the protocol that it is for, and handed to that. So there
/// is one way to be believed, a key's, and the console can do what any client with that key can, and no more. The
/// secret never leaves the server. Thread-safe.
class SessionGateway final : public Surface {
 public:
  /// All borrowed.
  struct Ports {
    const SessionGate& gate;
    app::Sessions& sessions;
    const Clock& clock;
  };
  /// @param surfaces  those of the router, in its order; borrowed, at least one
  /// @param region    for the scopes of signatures
  SessionGateway(std::vector<const Surface*> surfaces, Ports ports, std::string region)
      : surfaces_(std::move(surfaces)), ports_(ports), region_(std::move(region)) {}

  /// Whatever says that it comes with a session, but what is about sessions themselves.
  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  const Surface& owner_of(const HttpHead& head) const;
  std::string_view service_of(const HttpHead& head) const;
  /// The head as a client with the key would send it.
  HttpHead signed_head(const HttpHead& head, std::string_view body, const SessionGate::SignedIn& caller) const;

  std::vector<const Surface*> surfaces_;
  Ports ports_;
  std::string region_;
};

}  // namespace mien::api
