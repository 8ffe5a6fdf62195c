#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace mien::doctor {

enum class Level : std::uint8_t {
  kOk,
  kUnknown,  ///< Could not be looked at; not a fault.
  kWarning,  ///< Mien runs, but not as well or as safely as it should.
  kProblem,  ///< Mien does not start, or loses or shows data.
};

/// One thing that was looked at. Texts are for the operator: they may name files of the machine, never secrets.
struct Finding {
  std::string check;  ///< Of which check: one word.
  Level level = Level::kOk;
  std::string text;
  std::string advice{};  ///< What to do; empty where nothing is to be done.
};
using Findings = std::vector<Finding>;
Finding warning(std::string text, std::string advice);
Finding problem(std::string text, std::string advice);

struct Check {
  std::string name;
  std::function<Findings()> run;
};

/// Runs one after the other. A check that fails itself is a finding, never the end of the others.
Findings run_checks(std::span<const Check> checks);

/// Whether something must be done about any of them.
bool is_all_well(const Findings& findings);

/// How the texts of checks write sizes: "1.5 GB".
std::string gigabytes(std::uint64_t bytes);

/// A line for each finding, and its advice below.
std::string findings_text(const Findings& findings);
std::string findings_json(const Findings& findings);

}  // namespace mien::doctor
