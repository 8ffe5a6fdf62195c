#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "doctor/finding.h"
#include "ports/http.h"

/// Checks of the port and of the clock.
namespace mien::doctor {

/// What answered `GET /readyz` at the address of the configuration.
struct Peer {
  enum class Kind : std::uint8_t {
    kNobody,  ///< There was no connection, or it was cut off. Whether somebody is there, trying to listen tells.
    kMien,
    kOther,      ///< Something that is no Mien, or speaks no HTTP, or no TLS where the configuration has a certificate.
    kSilent,     ///< Somebody who takes connections and does not answer in time.
    kUntrusted,  ///< Somebody with another certificate than the configuration's, or whose names do not fit.
  };
  Kind kind = Kind::kNobody;
  bool is_ready = false;
  std::optional<Timestamp> clock{};  ///< Its Date header.
  std::string reason{};              ///< Why there was no answer.
};
/// @param answer  as the HTTP client gave it.
Peer peer_of(const Result<HttpResponse>& answer);

/// What trying to listen gives: 0, or the errno. Nothing is left listening.
int try_to_listen(const std::string& address, std::uint16_t port);

/// @param bind_error  of try_to_listen; looked at only where nobody answers.
/// @param is_ours     whether a process has the data directory open.
/// @param has_tls     whether the server speaks TLS by itself.
Findings check_port(const std::string& address, std::uint16_t port, const Peer& peer, int bind_error, bool is_ours,
                    bool has_tls);

/// What the kernel says of its clock.
enum class ClockState : std::uint8_t { kSynchronised, kNot, kUnknown };
ClockState clock_state();

/// @param server  the clock of the server that answers; @param newest  of the store's audit log.
Findings check_clock(Timestamp now, std::optional<Timestamp> server, std::optional<Timestamp> newest, ClockState state);

}  // namespace mien::doctor
