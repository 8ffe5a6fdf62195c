#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/fma_peak.h"

namespace mien::cli {

/// Milliseconds over all rounds.
struct Spread {
  double min = 0;
  double median = 0;
  double p95 = 0;
};
/// `values` are sorted by it; at least one.
Spread spread_of(std::vector<double>& values);

struct EngineBench {
  std::string date;
  std::string cpu;
  std::string features;
  std::string pack;
  std::string face_model_version;
  std::string picture;
  double face_px = 0;
  std::size_t rounds = 0;
  std::size_t cores = 0;

  struct Stage {
    std::string name;
    Spread ms;
  };
  struct Path {
    std::string name;  ///< Which faces were asked for: "largest" or "all".
    std::vector<Stage> stages;
  };
  std::vector<Path> paths;

  struct NetTime {
    std::string name;
    std::size_t height = 0;
    std::size_t width = 0;
    Spread ms;
    std::optional<double> gflop;  ///< Of one run; nullopt for nets that this program knows nothing of.
    bool int8 = false;
  };
  std::vector<NetTime> nets;
  std::optional<FmaPeak> peak;

  double pictures_per_second = 0;  ///< Largest face, all cores.
};

std::string to_text(const EngineBench& bench);
std::string to_json(const EngineBench& bench);

}  // namespace mien::cli
