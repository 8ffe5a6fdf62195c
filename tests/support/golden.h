#pragma once

#include <string>
#include <string_view>

namespace mien {

/// The text is byte for byte that of the file, but for a line break at its end. With MIEN_GOLDEN_WRITE in the
/// environment the file is written instead.
/// @param name  below tests/golden
void expect_golden(const std::string& name, std::string_view text);

}  // namespace mien
