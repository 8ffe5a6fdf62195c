#include "adapters/system/process_stats.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

namespace mien {
namespace {

using Kind = PrometheusMetrics::Kind;

/// The number behind a name in /proc/self/status, in the file's own unit; 0 where there is none.
double status_value(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == name) {
      double value = 0;
      status >> value;
      return value;
    }
  return 0;
}

double cpu_seconds() {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) != 0) return 0;
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double open_files() {
  DIR* folder = opendir("/proc/self/fd");
  if (!folder) return 0;
  double count = -3;  // `.`, `..` and the folder itself.
  while (readdir(folder)) ++count;
  closedir(folder);
  return count;
}

double open_files_max() {
  rlimit files{};
  return getrlimit(RLIMIT_NOFILE, &files) == 0 ? static_cast<double>(files.rlim_cur) : 0;
}

}  // namespace

void watch_process(PrometheusMetrics& metrics) {
  constexpr double kBytesPerKb = 1024;
  metrics.watch(Kind::kGauge, "process_resident_memory_bytes", "Memory that is in use, mapped files included.",
                [] { return status_value("VmRSS:") * kBytesPerKb; });
  metrics.watch(Kind::kCounter, "process_cpu_seconds_total", "Processor time, user and system.", &cpu_seconds);
  metrics.watch(Kind::kGauge, "process_open_fds", "Open file descriptors.", &open_files);
  metrics.watch(Kind::kGauge, "process_max_fds", "File descriptors that may be open.", &open_files_max);
  metrics.watch(Kind::kGauge, "process_threads", "Threads.", [] { return status_value("Threads:"); });
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  metrics.watch(Kind::kGauge, "process_start_time_seconds", "When the service started, since the Unix epoch.",
                [at = std::chrono::duration<double>(now).count()] { return at; });
}

}  // namespace mien
