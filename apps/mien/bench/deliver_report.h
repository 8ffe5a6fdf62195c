#pragma once

#include <cstdio>
#include <string>

#include "exit_codes.h"
#include "files.h"

namespace mien::cli {

/// Prints what a benchmark found, and writes it as JSON where a file was asked for.
/// @return the command's exit code.
inline int deliver_bench_report(const std::string& text, const std::string& json, const std::string& json_file) {
  std::fputs(text.c_str(), stdout);
  if (json_file.empty()) return kDone;
  const auto written = write_file(json_file, json + "\n");
  return written ? kDone : report(written.error());
}

}  // namespace mien::cli
