#pragma once

#include <string>
#include <string_view>

#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

/// The people of a CSV text, as docs/formats/import.md describes it. A line that is wrong becomes a remark.
/// @errors kInvalidArgument  the header is wrong or missing.
Result<Listing> list_csv(const Ids& ids, std::string_view text, const std::string& collection);

}  // namespace mien::importing
