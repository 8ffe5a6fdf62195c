#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Lists of texts without line breaks in one column: each on a line of its own.
namespace mien::sqlite {

std::string to_lines(std::span<const std::string> texts);
std::vector<std::string> from_lines(std::string_view lines);

/// Decimal, with commas between them.
std::string to_text(std::span<const std::uint64_t> numbers);
std::vector<std::uint64_t> numbers_from(std::string_view text);

}  // namespace mien::sqlite
