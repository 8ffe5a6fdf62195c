#include "doctor/machine.h"

#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <utility>

#include "core/limits.h"
#include "cpu.h"
#include "files.h"

namespace mien::doctor {
namespace {

namespace fs = std::filesystem;

/// The process with its models, before any face; and what a busy one needs for pictures in work.
constexpr std::uint64_t kProcessBytes = 400ULL << 20;
/// Of a template in memory, 8-bit copy and keys included, against its floats alone.
constexpr double kIndexFactor = 1.3;
/// A face is found by itself and in its person's fused template.
constexpr std::uint64_t kTemplatesPerFace = 2;
/// Connections, database, runtime libraries and pictures being written.
constexpr std::uint64_t kFilesWanted = 2 * limits::kConnectionsMax;

/// Files of the kernel: a page or two.
constexpr std::size_t kKernelFileBytesMax = std::size_t{1} << 20;

/// Empty where the kernel says nothing.
std::string read_text(const fs::path& path) {
  return cli::read_text(path, kKernelFileBytesMax, cli::FileKinds::kAny).value_or("");
}

std::string field(const std::string& text, const std::string& name, char separator) {
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name))
      if (const auto at = line.find(separator); at != std::string::npos) {
        const auto value = line.find_first_not_of(" \t", at + 1);
        return value == std::string::npos ? "" : line.substr(value);
      }
  return "";
}

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> kilobytes(const std::string& meminfo, const std::string& name) {
  const auto value = number(field(meminfo, name, ':'));
  if (!value) return std::nullopt;
  return *value * 1024;
}

/// The folders of the process's group and those above it, the innermost first: a limit of any of them holds.
std::vector<fs::path> groups(const fs::path& root) {
  std::vector<fs::path> out;
  const fs::path top = root / "sys/fs/cgroup";
  const std::string own = field(read_text(root / "proc/self/cgroup"), "0::", ':');
  fs::path at = own.size() > 2 ? fs::path(own.substr(own.find('/') + 1)) : fs::path();
  for (; !at.empty(); at = at.parent_path()) out.push_back(top / at);
  out.push_back(top);
  return out;
}

void read_group_limits(const fs::path& root, MachineFacts& facts) {
  for (const fs::path& group : groups(root)) {
    std::istringstream cpu(read_text(group / "cpu.max"));
    std::string quota;
    double period = 0;
    if (cpu >> quota >> period && period > 0)
      if (const auto share = number(quota)) {
        const double cores = static_cast<double>(*share) / period;
        facts.cores_limit = std::min(cores, facts.cores_limit.value_or(cores));
      }
    if (const auto limit = number(read_text(group / "memory.max")))
      facts.memory_limit_bytes = std::min(*limit, facts.memory_limit_bytes.value_or(*limit));
  }
  // The first version of control groups; "no limit" is a huge number there.
  constexpr std::uint64_t kNoLimit = 1ULL << 60;
  if (const auto limit = number(read_text(root / "sys/fs/cgroup/memory/memory.limit_in_bytes"));
      limit < kNoLimit && limit)
    facts.memory_limit_bytes = std::min(*limit, facts.memory_limit_bytes.value_or(*limit));
}

/// Two digits are all that an estimate has.
std::string roughly(std::uint64_t count) {
  if (count < 100) return std::to_string(count);
  const double scale = std::pow(10, std::floor(std::log10(static_cast<double>(count))) - 1);
  const auto value = static_cast<std::uint64_t>(std::floor(static_cast<double>(count) / scale) * scale);
  if (value >= 1'000'000) return std::to_string(value / 1'000'000) + " million";
  return std::to_string(value);
}

}  // namespace

MachineFacts read_machine(const fs::path& root, std::size_t cores) {
  MachineFacts facts{.architecture = "", .cpu = "", .features = {}, .cores = cores};
  utsname system{};
  if (::uname(&system) == 0) facts.architecture = system.machine;
  cli::CpuInfo cpu = cli::read_cpu_info(root);
  facts.cpu = std::move(cpu.name);
  facts.features = std::move(cpu.features);
  const std::string meminfo = read_text(root / "proc/meminfo");
  facts.memory_bytes = kilobytes(meminfo, "MemTotal");
  read_group_limits(root, facts);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max != RLIM_INFINITY) facts.files_max = files.rlim_max;
  return facts;
}

Findings check_cpu(const MachineFacts& facts, const std::string& kernels) {
  const std::string name = facts.cpu.empty() ? "a CPU without a name" : facts.cpu;
  if (facts.architecture != "x86_64")
    return {{"", Level::kOk, name + " (" + facts.architecture + "); index: " + kernels}};
  if (facts.features.empty())
    return {{"", Level::kUnknown, name + ": the system does not say what it can; index: " + kernels}};
  if (!facts.features.contains("avx"))
    return {{"", Level::kProblem, name + " has no AVX instructions: the models cannot run on it",
             "Use a machine whose CPU has AVX, or have the virtual machine pass its host's CPU through."}};
  std::string has;
  for (const char* feature : {"avx", "avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8"})
    if (facts.features.contains(feature)) has += (has.empty() ? "" : " ") + std::string(feature);
  const std::string text = name + ": " + has + "; index: " + kernels;
  if (!facts.features.contains("avx2"))
    return {{"", Level::kWarning, text + "; without AVX2 pictures are read several times slower",
             "Use a newer CPU, or have the virtual machine pass its host's CPU through."}};
  if (facts.features.contains("avx512_vnni") || facts.features.contains("avx_vnni")) return {{"", Level::kOk, text}};
  return {{"", Level::kOk, text + "; no VNNI, so the model pack fast cannot be used"}};
}

Findings check_cores(const MachineFacts& facts, std::size_t threads) {
  const std::size_t used = threads > 0 ? threads : facts.cores;
  std::string text = std::to_string(facts.cores) + (facts.cores == 1 ? " core" : " cores") + ", " +
                     std::to_string(used) + " picture" + (used == 1 ? "" : "s") + " read at the same time";
  if (facts.cores_limit && *facts.cores_limit + 0.5 < static_cast<double>(used)) {
    char share[40];
    std::snprintf(share, sizeof share, "%.1f", *facts.cores_limit);
    const auto whole = static_cast<long>(std::max(1.0, std::round(*facts.cores_limit)));
    return {{"", Level::kWarning, text + ", but the control group grants only " + share + " cores of time",
             "Set threads = " + std::to_string(whole) + ", or raise the CPU limit of the container."}};
  }
  if (used > facts.cores)
    return {{"", Level::kWarning, text + ": more than there are cores",
             "Set threads to 0 or at most " + std::to_string(facts.cores) + "."}};
  return {{"", Level::kOk, text}};
}

std::uint64_t faces_that_fit(std::uint64_t memory_bytes, std::size_t dimension) {
  if (memory_bytes <= kProcessBytes || dimension == 0) return 0;
  const double face = kIndexFactor * static_cast<double>(kTemplatesPerFace * dimension * sizeof(float));
  return static_cast<std::uint64_t>(static_cast<double>(memory_bytes - kProcessBytes) / face);
}

Findings check_memory(const MachineFacts& facts, std::size_t dimension, std::optional<std::uint64_t> faces) {
  if (!facts.memory_bytes) return {{"", Level::kUnknown, "the system does not say how much memory there is"}};
  const std::uint64_t memory = std::min(*facts.memory_bytes, facts.memory_limit_bytes.value_or(*facts.memory_bytes));
  const bool is_limited = memory < *facts.memory_bytes;
  const std::uint64_t fit = faces_that_fit(memory, dimension);
  std::string text =
      gigabytes(memory) + (is_limited ? " by the control group" : "") + ", enough for some " + roughly(fit) + " faces";
  if (faces) text += "; the store has " + std::to_string(*faces);
  const std::string more = "Give the machine or the container more memory.";
  if (memory <= kProcessBytes)
    return {{"", Level::kProblem, gigabytes(memory) + ": too little for the models and the pictures in work", more}};
  if (faces && *faces > fit) return {{"", Level::kProblem, text, more}};
  if (faces && *faces > fit / 10 * 8) return {{"", Level::kWarning, text, more}};
  return {{"", Level::kOk, text}};
}

Findings check_descriptors(const MachineFacts& facts) {
  if (!facts.files_max || *facts.files_max >= kFilesWanted)
    return {
        {"", Level::kOk, facts.files_max ? "up to " + std::to_string(*facts.files_max) + " open files" : "no limit"}};
  return {{"", Level::kWarning,
           "at most " + std::to_string(*facts.files_max) + " open files, and " +
               std::to_string(limits::kConnectionsMax) + " connections want " + std::to_string(kFilesWanted),
           "Raise the limit: LimitNOFILE=16384 in the systemd unit, or ulimit -Hn 16384."}};
}

}  // namespace mien::doctor
