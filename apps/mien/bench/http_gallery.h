#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "bench/engine_picture.h"
#include "engine_setup.h"
#include "signals.h"

namespace mien::cli {

inline constexpr std::string_view kBenchCollection = "bench";
inline constexpr std::string_view kBenchSmallCollection = "bench-of-one";

/// What a server is measured with, made in process before it starts.
struct BenchGallery {
  BenchPicture picture;
  std::string pack;      ///< Name and face model version, for people.
  double net_gflop = 0;  ///< Of the nets that run for the largest face of the picture; 0: unknown.
};

/// Makes the request's picture of `image`, and a data directory `folder`/data with two collections: one of `faces`
/// synthetic faces, and one without any.
/// @errors those of models, picture and store; kUnavailable  a stop signal came.
Result<BenchGallery> make_bench_gallery(const ModelOptions& models, const std::string& image, std::size_t faces,
                                        const std::filesystem::path& folder, const CaughtSignals& stop);

}  // namespace mien::cli
