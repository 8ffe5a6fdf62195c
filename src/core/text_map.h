#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace mien {

/// Texts by name.
using TextMap = std::map<std::string, std::string, std::less<>>;

/// One line of text from which decode_text_map gives the same map: "name=value&name=value", percent-encoded.
std::string encode_text_map(const TextMap& map);
/// @errors kInvalidArgument  the text is none that encode_text_map makes.
Result<TextMap> decode_text_map(std::string_view text);

/// The value of that name; empty where there is none.
std::string_view text_of(const TextMap& map, std::string_view name);

}  // namespace mien
