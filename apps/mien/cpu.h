#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace mien::cli {

/// What the system says of the processor; empty where it says nothing.
struct CpuInfo {
  std::string name;
  std::set<std::string> features;  ///< Flags of /proc/cpuinfo.
};
/// @param root  "/" but in tests: where proc is found.
CpuInfo read_cpu_info(const std::filesystem::path& root = "/");

/// The processor's name as the system gives it.
std::string cpu_name();
/// The vector instructions that matter here and that this CPU has, for example "avx2 avx512f avx512_vnni".
std::string cpu_vector_features();
struct CpuCache {
  int level = 0;
  std::string type;  ///< "Data", "Instruction" or "Unified".
  std::size_t bytes = 0;
};
/// The caches of the first core, as far as the system tells.
std::vector<CpuCache> cpu_caches();
/// Cores that this process may use.
std::size_t usable_cores();

}  // namespace mien::cli
