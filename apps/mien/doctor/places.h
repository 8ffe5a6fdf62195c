#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "adapters/system/data_directory_inspection.h"
#include "doctor/finding.h"

/// Checks of the data directory and of the secrets in it.
namespace mien::doctor {

/// What a start would refuse, change or warn of.
Findings check_data_directory(const DataDirectoryInspection& directory);

/// The root key, without reading its secret aloud. @param variable  of the environment; nullopt: not set.
Findings check_root_key(const std::string& data_dir,
                        const std::function<std::optional<std::string>(const std::string&)>& variable);

/// What the secrets of stored keys are sealed with, likewise. @param keys  how many are stored
Findings check_sealing_key(const std::string& data_dir, std::int64_t keys,
                           const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace mien::doctor
