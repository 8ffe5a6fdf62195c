#pragma once

#include <string>
#include <vector>

#include "app/intake/intake.h"
#include "tables/table_fields.h"

namespace mien::cli {

/// [[intake]] of the configuration file.
struct IntakeTable {
  app::Intake intake;
  std::vector<std::string> cors_origins;  ///< Of the intake's bucket.
};

/// @errors kInvalidArgument  naming the key
Result<IntakeTable> read_intake(const toml::table& table, const std::string& where);

/// Names are used once, and no upload has two intakes. @errors kInvalidArgument
Result<void> check_intakes(const std::vector<IntakeTable>& intakes);

}  // namespace mien::cli
