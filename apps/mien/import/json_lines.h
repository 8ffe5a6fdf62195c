#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "import/source.h"
#include "ports/ids.h"

namespace mien::importing {

/// A person may have 100 faces (limits::kFacesPerPersonMax), and a file's name or key 1 KB: so much, and attributes.
inline constexpr std::size_t kJsonLineBytesMax = std::size_t{256} * 1024;
/// After so many lines that cannot be read the rest is not looked at: the file is something else.
inline constexpr std::size_t kJsonLineFaultsMax = 10'000;

/// The people of a JSON Lines text, as docs/formats/import.md describes it: an object on each line, with `file` or
/// `files`, `name`, `id`, `attributes` and `consent`. Strict, as the server is with JSON: a member of another name or
/// kind or that stands twice, text behind the object and what is beyond the limits make the line wrong. A wrong line
/// becomes a remark, after which reading goes on with the next.
Listing list_json_lines(const Ids& ids, std::string_view text, const std::string& collection);

}  // namespace mien::importing
