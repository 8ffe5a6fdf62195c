#pragma once

#include "adapters/system/prometheus_metrics.h"

namespace mien {

/// Adds what the system knows of this process under Prometheus' usual names: process_resident_memory_bytes,
/// process_cpu_seconds_total, process_open_fds, process_max_fds, process_threads, process_start_time_seconds.
void watch_process(PrometheusMetrics& metrics);

}  // namespace mien
