#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/settings/book.h"
#include "app/settings/origin.h"
#include "core/result.h"

namespace mien::app {

/// What stays beside an entry that is replaced or removed.
/// @param kind  what such an entry is called
/// @errors kInUse  the entry is the configuration file's
template <class Entry>
Result<std::vector<Entry>> others_than(const Entry& entry, const Book<Entry>& book, std::string_view kind) {
  if (entry.origin == Origin::kFile)
    return fail(ErrorCode::kInUse,
                "The " + std::string(kind) + " is set up in the configuration file, and is changed there.");
  std::vector<Entry> others = *book.all();
  std::erase_if(others, [&](const Entry& other) { return other.name == entry.name; });
  return others;
}

}  // namespace mien::app
