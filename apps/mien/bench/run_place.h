#pragma once

#include <string>

#include "api/json/writer.h"

namespace mien::cli {

/// When and where something was measured: no figure means anything without it.
struct RunPlace {
  std::string date;  ///< As 2026-01-31T12:00:00Z.
  std::string cpu;
  std::string features;     ///< Vector instructions that matter here.
  std::size_t cores = 0;    ///< That this process may use.
  double load_average = 0;  ///< Of the last minute before the run: what else the machine did.

  static RunPlace here();
  std::string text() const;                 ///< Two lines.
  void write(api::JsonWriter& json) const;  ///< As members of an open object.
};

}  // namespace mien::cli
