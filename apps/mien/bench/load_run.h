#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "signals.h"

namespace mien::cli {

struct LoadTarget {
  std::string host;
  std::uint16_t port = 0;
};

/// How requests come in an open loop: at equal distances, or by chance at the same rate (Poisson), as from many clients
/// that know nothing of each other.
enum class Arrivals : std::uint8_t { kEven, kRandom };

/// Moments of a run at which the caller may look at the server. kTick comes ten times a second between the others.
enum class LoadMoment : std::uint8_t { kBegin, kTick, kEnd };

struct LoadPlan {
  std::size_t connections = 1;
  double warm_seconds = 0.5;  ///< Load that is not counted, before what is.
  double seconds = 5;
  /// Requests a second, whatever the server does; nullopt: each connection sends its next request as soon as it has
  /// the answer (closed loop).
  std::optional<double> rate{};
  Arrivals arrivals = Arrivals::kEven;
  std::uint64_t seed = 1;            ///< Of random arrivals.
  std::string_view request{};        ///< The bytes to send, head and body. Borrowed for the run.
  std::string_view right_body{};     ///< What every answer with status 200 must say. Borrowed for the run.
  std::size_t source_addresses = 1;  ///< Loopback only: connections come from so many of 127.0.0.1, 127.0.0.2, ...
  std::function<void(LoadMoment)> watch = [](LoadMoment) {};
};

struct LoadResult {
  double seconds = 0;
  std::size_t right = 0;  ///< Right answers that came within the time.
  /// From the moment at which a request was due (open loop) or its first byte could be sent (closed), to the last byte
  /// of the answer. Of requests that were due within the time, answered later ones included.
  std::vector<double> right_ms{};
  std::vector<double> refused_ms{};              ///< Answers that say: too many requests.
  std::map<std::string, std::size_t> answers{};  ///< By code; "200", an error's name, "wrong answer", "no answer".
  std::size_t due = 0;                           ///< Requests of the schedule, or sent in a closed loop.
  std::size_t refused = 0;
  std::size_t unsent = 0;         ///< Due, but no connection was free until the end.
  std::vector<double> late_ms{};  ///< Open loop: how late requests were sent, for want of a connection or of processor.
  double client_cpu_seconds = 0;
};

/// Sends one prepared request again and again over connections that are kept, all from the calling thread, and judges
/// each answer by its bytes. Nothing is left out when the server is slow: in an open loop latency counts from the
/// moment at which the request was due.
/// @errors kUnavailable  the server cannot be reached any more, or a stop signal came.
Result<LoadResult> run_load(const LoadTarget& target, const LoadPlan& plan, const CaughtSignals& stop);

}  // namespace mien::cli
