#include "doctor/finding.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <utility>

#include "api/json/writer.h"
#include "printable.h"

namespace mien::doctor {
namespace {

const char* word(Level level) {
  switch (level) {
    case Level::kOk:
      return "ok";
    case Level::kUnknown:
      return "unknown";
    case Level::kWarning:
      return "warning";
    case Level::kProblem:
      return "problem";
  }
  return "";
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

}  // namespace

Finding warning(std::string text, std::string advice) {
  return {"", Level::kWarning, std::move(text), std::move(advice)};
}
Finding problem(std::string text, std::string advice) {
  return {"", Level::kProblem, std::move(text), std::move(advice)};
}

Findings run_checks(std::span<const Check> checks) {
  Findings all;
  for (const Check& check : checks) {
    // The one place where exceptions of the libraries below end: a machine that is out of order is no reason to fall.
    try {
      for (Finding& finding : check.run()) {
        finding.check = check.name;
        all.push_back(std::move(finding));
      }
    } catch (const std::exception& error) {
      all.push_back({check.name, Level::kProblem, std::string("this could not be looked at: ") + error.what(),
                     "Report this, with the whole output of mien doctor."});
    }
  }
  return all;
}

bool is_all_well(const Findings& findings) {
  return std::ranges::none_of(
      findings, [](const Finding& one) { return one.level == Level::kWarning || one.level == Level::kProblem; });
}

std::string gigabytes(std::uint64_t bytes) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.1f GB", static_cast<double>(bytes) / 1e9);
  return text.data();
}

std::string findings_text(const Findings& findings) {
  std::string out;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& one = findings[i];
    out += padded(word(one.level), 9) + padded(one.check, 14) + cli::printable(one.text) + "\n";
    // What mends several in a row is said below the last.
    const bool is_said_below = i + 1 < findings.size() && findings[i + 1].advice == one.advice;
    if (!one.advice.empty() && !is_said_below) out += std::string(23, ' ') + "-> " + cli::printable(one.advice) + "\n";
  }
  return out;
}

std::string findings_json(const Findings& findings) {
  api::JsonWriter json;
  json.begin_object().key("ok").boolean(is_all_well(findings)).key("findings").begin_array();
  for (const Finding& one : findings) {
    json.begin_object().member("check", one.check).member("level", word(one.level)).member("text", one.text);
    if (!one.advice.empty()) json.member("advice", one.advice);
    json.end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace mien::doctor
