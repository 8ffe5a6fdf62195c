#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/load_run.h"
#include "bench/run_place.h"

namespace mien::cli {

/// Sorted milliseconds in four numbers; all 0 where there are none.
struct Latency {
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
  double max = 0;
  static Latency of(const std::vector<double>& sorted_ms);
};

/// Everything that `mien bench http` finds out.
struct HttpBench {
  RunPlace place;
  std::string server;  ///< What was measured, for people.
  std::string pack;    ///< Empty where the server is not ours to ask.
  std::string picture;
  std::size_t picture_bytes = 0;
  std::size_t faces = 0;  ///< In the gallery; 0: unknown.
  std::string checked;    ///< What was seen to be right before anything was timed.

  /// One load and what came of it.
  struct Load {
    std::size_t connections = 0;
    double offered = 0;  ///< Requests a second; 0: closed loop.
    Arrivals arrivals = Arrivals::kEven;
    double seconds = 0;
    double per_second = 0;  ///< Right answers.
    Latency right_ms;
    double mean_ms = 0;
    Latency late_ms;
    std::map<std::string, std::size_t> answers;
    std::size_t due = 0;
    std::size_t unsent = 0;
    double client_cpu_share = 0;            ///< Of all cores, 0..1.
    std::optional<double> server_cpu_ms{};  ///< A request.
  };
  std::vector<Load> closed;
  double peak_per_second = 0;  ///< The best of `closed`.
  std::vector<Load> open;

  /// Where the time of a request goes when it is the only one; means in milliseconds.
  struct Anatomy {
    std::vector<std::pair<std::string, double>> stages;  ///< As the server's metrics have them.
    double request_ms = 0;                ///< From whole request to answer, as the server's metrics have it.
    double client_ms = 0;                 ///< As the client sees it.
    double small_rest_ms = 0;             ///< What the client waits beyond the stages in a gallery of that one face.
    double net_gflop = 0;                 ///< Of one request.
    std::optional<double> peak_gflops{};  ///< float32, of one core, in this run.
  };
  std::optional<Anatomy> anatomy;

  struct Overload {
    double factor = 0;
    Load load;
    double goodput_share = 0;  ///< Of the peak.
    double refused_share = 0;  ///< Of what was due.
    Latency refused_ms;
    std::optional<double> resident_mb_before{};
    std::optional<double> resident_mb_most{};
    std::optional<double> resident_mb_after{};
    bool passed = false;
  };
  std::optional<Overload> overload;
};

std::string to_text(const HttpBench& bench);
std::string to_json(const HttpBench& bench);

}  // namespace mien::cli
