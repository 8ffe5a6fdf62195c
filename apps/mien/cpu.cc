#include "cpu.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace mien::cli {
namespace {

std::string cpuinfo_field(const std::string& name) {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name))
      if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  return "";
}

}  // namespace

std::string cpu_name() {
  const std::string name = cpuinfo_field("model name");
  return name.empty() ? "unknown CPU" : name;
}

std::string cpu_vector_features() {
  const std::string flags = " " + cpuinfo_field("flags") + " ";
  std::string out;
  for (const char* feature : {"avx", "avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8"})
    if (flags.find(" " + std::string(feature) + " ") != std::string::npos)
      out += (out.empty() ? "" : " ") + std::string(feature);
  return out;
}

std::vector<CpuCache> cpu_caches() {
  std::vector<CpuCache> out;
  for (int index = 0;; ++index) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) + "/";
    CpuCache cache;
    std::size_t kilobytes = 0;
    if (!(std::ifstream(folder + "level") >> cache.level) || !(std::ifstream(folder + "type") >> cache.type) ||
        !(std::ifstream(folder + "size") >> kilobytes))  // Always in K: "2048K".
      return out;
    cache.bytes = kilobytes * 1024;
    out.push_back(std::move(cache));
  }
}

std::size_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

}  // namespace mien::cli
