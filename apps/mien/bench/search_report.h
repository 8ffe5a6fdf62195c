#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/run_place.h"
#include "bench/spread.h"

namespace mien::cli {

/// Everything that `mien bench search` finds out.
struct SearchBench {
  RunPlace place;
  std::string kernel;  ///< Of the index.
  std::size_t dimension = 0;
  double read_gbs_one = 0;  ///< What the memory gives one thread to read, and all of them.
  double read_gbs_all = 0;

  /// A false-match rate of the model pack, the cosine where it has it, and the rate of the synthetic faces there.
  struct FmrPoint {
    double cosine = 0;
    double wanted = 0;
    double measured = 0;
  };
  std::vector<FmrPoint> fmr;
  std::size_t impostor_pairs = 0;
  double genuine_median = 0;
  double genuine_4_pct = 0;  ///< The cosine that 96 of 100 pairs of one person reach.

  struct Case {
    std::string name{};
    std::size_t threads = 0;
    std::size_t batch = 0;
    Spread ms{};           ///< Of a call with `batch` queries.
    double bytes = 0;      ///< That a call's first pass has to read.
    double hits_mean = 0;  ///< For each query.
  };
  struct Gallery {
    std::size_t faces = 0;
    double vectors_mb = 0;
    double resident_replay_mb = 0;   ///< What the index takes after a start by replaying,
    double resident_segment_mb = 0;  ///< and after one from its segment and all searches.
    double segment_mb = 0;
    double replay_ms = 0;  ///< From the store, in the page cache.
    double segment_ms = 0;
    std::optional<double> segment_cold_ms{};  ///< With the segment dropped from the page cache before.
    double save_ms = 0;
    double checked_queries = 0;
    std::vector<Case> cases{};
  };
  std::vector<Gallery> galleries;
};

std::string to_text(const SearchBench& bench);
std::string to_json(const SearchBench& bench);

}  // namespace mien::cli
