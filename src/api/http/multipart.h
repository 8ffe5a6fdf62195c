#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace mien::api {

/// One field of a form. `body` points into the text that was parsed.
struct MultipartPart {
  std::string name;
  std::optional<std::string> filename{};
  std::string_view body;
};

/// Reads a whole multipart/form-data body (RFC 7578), in linear time and without copying the parts. Strict where
/// parsers are known to disagree: nothing before the first boundary, nothing but one line break after the last, lines
/// end in CR LF, a boundary line holds nothing else, one Content-Disposition a part, no folded headers, no transfer
/// encodings, names and file names in UTF-8. `charset` and `_charset_` have no effect: text is UTF-8.
/// @param content_type  the request's header, which names the boundary.
/// @errors kInvalidArgument  the message says what is wrong, and in which part.
Result<std::vector<MultipartPart>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace mien::api
