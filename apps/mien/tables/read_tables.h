#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/setup_table.h"
#include "toml_file.h"

namespace mien::cli {

/// One kind of table that the configuration file may have.
struct TableKind {
  std::string name;  ///< "intake": the file has [[intake]], once for each; or [intake], where is_single.
  bool is_single = false;
  std::function<Result<void>(const SetupTable& table, const std::string& where)> read;
};

/// Reads every table of these kinds. @errors kInvalidArgument  naming the table and the key
Result<void> read_tables(const toml::table& file, const std::string& file_name, const std::vector<TableKind>& kinds);

}  // namespace mien::cli
