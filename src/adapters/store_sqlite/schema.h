#pragma once

#include <cstdint>
#include <string>

#include "adapters/store_sqlite/database.h"

namespace mien::sqlite {

/// Brings the file to the newest schema; an empty file becomes a new store. A file that is no store of ours is left
/// untouched.
/// @errors kIncompatible  the file is another program's, or of a newer version; else as any statement.
Result<void> prepare_schema(Connection& connection, const std::string& path);

/// "MIEN" in ASCII; file(1) and SQLite show it as application_id.
inline constexpr std::int64_t kApplicationId = 0x4D49454E;
/// The newest schema that this program knows.
std::int64_t newest_schema_version();

}  // namespace mien::sqlite
