#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/core_peak.h"
#include "bench/run_place.h"
#include "bench/spread.h"

namespace mien::cli {

/// Everything that `mien bench engine` finds out.
struct EngineBench {
  RunPlace place;
  std::string pack;
  std::string face_model_version;
  std::string picture;
  double face_px = 0;
  std::size_t rounds = 0;

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
  std::optional<CorePeak> peak;

  double pictures_per_second = 0;  ///< Largest face, all cores.
};

std::string to_text(const EngineBench& bench);
std::string to_json(const EngineBench& bench);

}  // namespace mien::cli
