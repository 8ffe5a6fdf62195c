#pragma once

#include <string>

#include "config.h"

namespace mien::cli {

struct DoctorCommand {
  const ServeConfig& config;
  std::string config_file;   ///< Empty: none.
  std::string config_error;  ///< Why the configuration cannot be used; what was read before stands in `config`.
  bool json = false;
};
/// Exit code 0 where all is well, else 1.
int doctor_command(const DoctorCommand& command);

}  // namespace mien::cli
