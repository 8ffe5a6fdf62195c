#include "doctor/network.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/timex.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "adapters/posix/descriptor.h"
#include "api/auth/dates.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/time.h"
#include "loopback.h"

namespace mien::doctor {
namespace {

using std::chrono::seconds;

constexpr int kYearMin = 2025;
constexpr int kYearMax = 2100;
constexpr seconds kSkewSeen{5};
/// A line of the log may be a little ahead of a clock that is being corrected.
constexpr seconds kBackSeen{60};
constexpr std::uint16_t kPrivilegedPorts = 1024;

std::string duration(Timestamp::duration difference) {
  const auto whole = std::chrono::abs(std::chrono::duration_cast<seconds>(difference)).count();
  if (whole < 120) return std::to_string(whole) + " s";
  if (whole < 7200) return std::to_string(whole / 60) + " min";
  if (whole < 172'800) return std::to_string(whole / 3600) + " h";
  return std::to_string(whole / 86'400) + " days";
}

int year_of(Timestamp at) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at)).year());
}

Findings explain_bind(const std::string& where, int error) {
  const std::string text = "cannot listen on " + where + ": " + std::strerror(error);
  switch (error) {
    case EADDRINUSE:
      return {{"", Level::kProblem, text,
               "Find who has the port with: ss -ltnp; end that, or choose another with --listen."}};
    case EACCES:
      return {{"", Level::kProblem, text,
               "Ports below 1024 need a privilege: choose a higher port, or give the unit AmbientCapabilities="
               "CAP_NET_BIND_SERVICE."}};
    case EADDRNOTAVAIL:
      return {{"", Level::kProblem, text, "The machine has no such address: choose one that it has with --listen."}};
    default:
      return {{"", Level::kProblem, text, "Choose another address with --listen."}};
  }
}

/// What the HTTP client says, which ends with a full stop.
std::string because(const Peer& peer) {
  if (peer.reason.empty()) return "";
  return " (" + peer.reason.substr(0, peer.reason.find_last_not_of('.') + 1) + ")";
}

Peer::Kind kind_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kAccessDenied:
      return Peer::Kind::kUntrusted;
    case ErrorCode::kDeadlineExceeded:
      return Peer::Kind::kSilent;
    case ErrorCode::kIncompatible:
      return Peer::Kind::kOther;
    default:
      return Peer::Kind::kNobody;
  }
}

}  // namespace

Peer peer_of(const Result<HttpResponse>& answer) {
  if (!answer) return {.kind = kind_of(answer.error().code), .reason = answer.error().message};
  const auto header = [&](std::string_view name) {
    return std::ranges::find_if(answer->headers,
                                [&](const HttpHeader& one) { return equal_ignoring_case(one.name, name); });
  };
  const auto none = answer->headers.end();
  const bool is_mien = header("X-Request-Id") != none && answer->body.find("\"status\"") != std::string::npos;
  Peer peer{.kind = is_mien ? Peer::Kind::kMien : Peer::Kind::kOther, .is_ready = answer->status == 200};
  if (const auto date = header("Date"); is_mien && date != none) peer.clock = api::parse_http_date(date->value);
  return peer;
}

int try_to_listen(const std::string& address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &raw) != 0) return EINVAL;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(raw, &::freeaddrinfo);
  const posix::Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return errno;
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool is_good = ::bind(socket.get(), found->ai_addr, found->ai_addrlen) == 0 && ::listen(socket.get(), 1) == 0;
  return is_good ? 0 : errno;
}

Findings check_port(const std::string& address, std::uint16_t port, const Peer& peer, int bind_error, bool is_ours,
                    bool has_tls) {
  const std::string where = address + " port " + std::to_string(port);
  Findings out;
  switch (peer.kind) {
    case Peer::Kind::kMien:
      if (!peer.is_ready)
        out.push_back({"", Level::kWarning, "a Mien answers at " + where + ", and is not ready",
                       "Wait a little; if it stays so, look into its log."});
      else if (is_ours)
        out.push_back({"", Level::kOk, "a Mien serves " + where + " and is ready"});
      else
        out.push_back({"", Level::kWarning, "a Mien serves " + where + ", but not this data directory",
                       "Give --data-dir and --listen of one and the same server."});
      break;
    case Peer::Kind::kOther:
      out.push_back(problem("something that is no Mien answers at " + where + because(peer),
                            "Find it with: ss -ltnp; end it, or choose another port with --listen."));
      break;
    case Peer::Kind::kSilent:
      out.push_back(problem("something takes connections at " + where + " and does not answer" + because(peer),
                            is_ours ? "If it is this Mien, look into its log: it hangs, or has too much to do."
                                    : "Find it with: ss -ltnp; end it, or choose another port with --listen."));
      break;
    case Peer::Kind::kUntrusted:
      // A server may well have a certificate for its public name alone, which this address is not.
      out.push_back(
          {"", is_ours ? Level::kUnknown : Level::kProblem,
           "what answers at " + where + " does not show the configured certificate under this address" + because(peer),
           is_ours ? "If the certificate was renewed, send SIGHUP to the server that has it."
                   : "Find it with: ss -ltnp; end it, or choose another port with --listen."});
      break;
    case Peer::Kind::kNobody:
      if (bind_error == EADDRINUSE && is_ours)
        out.push_back({"", Level::kUnknown,
                       where + " is in use, as the data directory is; whether by the same Mien it did not say"});
      else if (bind_error != 0)
        out = explain_bind(where, bind_error);
      else
        out.push_back(
            {"", Level::kOk, where + " is free" + (port < kPrivilegedPorts ? ", and this user may take it" : "")});
      if (bind_error == 0 && is_ours)
        out.push_back({"", Level::kWarning, "a process has the data directory open and does not serve " + where,
                       "Give the --listen of that server; if it hangs, look into its log."});
      break;
  }
  if (!cli::is_loopback(address) && !has_tls)
    out.push_back({"", Level::kWarning, address + " can be reached from other machines, without TLS",
                   "Configure TLS, or listen on 127.0.0.1 behind a proxy that speaks TLS."});
  return out;
}

ClockState clock_state() {
  timex state{};
  const int result = ::adjtimex(&state);
  if (result < 0) return ClockState::kUnknown;
  return result == TIME_ERROR || (state.status & STA_UNSYNC) != 0 ? ClockState::kNot : ClockState::kSynchronised;
}

Findings check_clock(Timestamp now, std::optional<Timestamp> server, std::optional<Timestamp> newest,
                     ClockState state) {
  const std::string set = "Set the clock, and have it kept right: timedatectl set-ntp true";
  Findings out;
  if (year_of(now) < kYearMin || year_of(now) > kYearMax)
    out.push_back({"", Level::kProblem, "it is " + rfc3339_seconds(now) + ", which cannot be", set});
  if (server && std::chrono::abs(now - *server) > kSkewSeen) {
    const bool is_far = std::chrono::abs(now - *server) > limits::kClockSkewMax;
    out.push_back({"", is_far ? Level::kProblem : Level::kWarning,
                   "the running server's clock differs by " + duration(now - *server) +
                       (is_far ? ": signed requests are refused" : "; from 15 min on signed requests are refused"),
                   set});
  }
  if (newest && *newest > now + kBackSeen)
    out.push_back({"", Level::kWarning,
                   "the store has a change of " + rfc3339_seconds(*newest) + ", " + duration(*newest - now) +
                       " from now: the clock went back, or was ahead then",
                   set + ". New changes are stored all the same; the audit log is out of order until then."});
  if (state == ClockState::kNot)
    out.push_back({"", Level::kUnknown,
                   rfc3339_seconds(now) + ": the kernel knows of nothing that keeps the clock right",
                   "Have it kept right: timedatectl set-ntp true. A virtual machine may take the time from its host."});
  if (out.empty())
    out.push_back(
        {"", Level::kOk,
         rfc3339_seconds(now) + (state == ClockState::kSynchronised ? ", synchronised" : ", synchronisation unknown")});
  return out;
}

}  // namespace mien::doctor
