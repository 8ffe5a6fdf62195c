#pragma once

#include "options.h"

namespace mien::cli {

/// The parts of `mien bench` that measure more than the engine.
void add_bench_peak(CLI::App& bench, Action& action);
void add_bench_http(CLI::App& bench, Action& action);

}  // namespace mien::cli
