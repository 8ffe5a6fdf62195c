#pragma once

#include <optional>
#include <string_view>

#include "api/json/writer.h"
#include "core/setup_table.h"

namespace mien::api::rest {

/// A body that is a JSON object as a table that sets something up.
/// @param name  of what it is to replace, from the path; then the body need not have one.
/// @errors kInvalidArgument  it is no JSON object, or has another name
Result<SetupTable> read_setup(std::string_view body, const std::optional<std::string_view>& name = std::nullopt);

/// The members of the table, into the open object.
void write_setup(JsonWriter& json, const SetupTable& table);

}  // namespace mien::api::rest
