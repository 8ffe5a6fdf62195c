#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/text_map.h"

namespace mien {

/// One value of a SetupTable. monostate: something that no key takes, as a date or a list of lists.
using SetupValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>, TextMap>;

/// What sets up an intake, a webhook and the like, by key: as a configuration file, a request or the store has it.
using SetupTable = std::map<std::string, SetupValue, std::less<>>;

/// One line of text from which decode_setup() gives the same table; a monostate is left out.
std::string encode_setup(const SetupTable& table);
/// @errors kInvalidArgument  the text is none that encode_setup() makes.
Result<SetupTable> decode_setup(std::string_view text);

}  // namespace mien
