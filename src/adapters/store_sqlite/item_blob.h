#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/attribute_value.h"
#include "core/result.h"

namespace mien::sqlite {

/// An item as the column `items.item` holds it; docs/formats/sqlite.md says how.
std::string to_item_blob(const Item& item);

/// The item of such bytes, whatever bytes they are. Nesting beyond limits::kItemDepthMax is damage, too.
/// @errors kUnavailable  the bytes are not of an item: the file is damaged
Result<Item> read_item_blob(std::span<const std::byte> blob);

}  // namespace mien::sqlite
