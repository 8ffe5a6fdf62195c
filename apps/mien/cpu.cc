#include "cpu.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "core/ascii.h"

namespace mien::cli {

CpuInfo read_cpu_info(const std::filesystem::path& root) {
  CpuInfo info;
  std::ifstream in(root / "proc/cpuinfo");
  // Every core has an entry, and the first speaks for all: it ends with an empty line.
  for (std::string line; std::getline(in, line) && !line.empty();) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view key = trimmed(std::string_view(line).substr(0, colon));
    const std::string_view value = trimmed(std::string_view(line).substr(colon + 1));
    if (key == "model name") info.name = value;
    if (key != "flags") continue;
    std::istringstream flags{std::string(value)};
    for (std::string flag; flags >> flag;) info.features.insert(flag);
  }
  return info;
}

std::string cpu_name() {
  const std::string name = read_cpu_info().name;
  return name.empty() ? "unknown CPU" : name;
}

std::string cpu_vector_features() {
  const std::set<std::string> features = read_cpu_info().features;
  std::string out;
  for (const char* feature : {"avx", "avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8"})
    if (features.contains(feature)) out += (out.empty() ? "" : " ") + std::string(feature);
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
