#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "doctor/finding.h"

namespace mien::doctor {

/// What the system says of itself. Absent is what it does not say.
struct MachineFacts {
  std::string architecture;        ///< As uname has it: "x86_64".
  std::string cpu;                 ///< Its name.
  std::set<std::string> features;  ///< Flags of /proc/cpuinfo.
  std::size_t cores = 1;           ///< That the process may use.
  std::optional<double> cores_limit{};
  std::optional<std::uint64_t> memory_bytes{};
  std::optional<std::uint64_t> memory_limit_bytes{};
  std::optional<std::uint64_t> files_max{};  ///< The hard limit on open files; absent: none.
};
/// @param root  "/" but in tests: where proc and sys are found.
MachineFacts read_machine(const std::filesystem::path& root, std::size_t cores);

/// @param kernels  what the index chose for this machine, by name.
Findings check_cpu(const MachineFacts& facts, const std::string& kernels);
/// @param threads  of the configuration; 0: one for each core.
Findings check_cores(const MachineFacts& facts, std::size_t threads);
/// @param dimension  of the templates; @param faces  in the store, absent: unknown.
Findings check_memory(const MachineFacts& facts, std::size_t dimension, std::optional<std::uint64_t> faces);
Findings check_descriptors(const MachineFacts& facts);

/// Faces for which that much memory suffices, everybody having one.
std::uint64_t faces_that_fit(std::uint64_t memory_bytes, std::size_t dimension);

}  // namespace mien::doctor
