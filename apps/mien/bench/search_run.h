#pragma once

#include <cstddef>
#include <filesystem>

#include "adapters/index_exact/kernel.h"
#include "bench/search_report.h"
#include "bench/synthetic_faces.h"
#include "core/result.h"
#include "signals.h"

namespace mien::cli {

/// What is measured, whatever the size of the gallery.
struct SearchSubject {
  SyntheticFaces faces;
  float cosine_min;  ///< Of what the report calls similarity 80.
  index_exact::Kernel kernel;
  std::size_t cores;
  std::filesystem::path scratch;  ///< Where the store and the segment are made; they go with the measurement.
};

/// Starts and searches over the gallery's first `rows` faces, after their answers were found to be right.
/// @errors kInternal  an answer is wrong; kUnavailable  a stop signal came; those of store and index
Result<SearchBench::Gallery> measure_gallery(const SearchSubject& subject, std::size_t rows, const CaughtSignals& stop);

}  // namespace mien::cli
