#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/intake/intake.h"
#include "core/setup_table.h"

namespace mien::app {

/// The intake that a table sets up; docs/api/uploads.md has its keys.
/// @param where  for messages: "[[intake]] 2 in mien.toml"
/// @errors kInvalidArgument  naming the key
Result<Intake> read_intake(const SetupTable& table, const std::string& where);

/// The table from which read_intake() gives the same intake.
SetupTable setup_of(const Intake& intake);

using SourceNames = std::set<std::string, std::less<>>;

/// Names are used once, no upload has two intakes, and every source is there.
/// @errors kInvalidArgument, kQuotaExceeded (limits::kIntakesMax)
Result<void> check_intakes(const std::vector<Intake>& intakes, const SourceNames& sources);

}  // namespace mien::app
