#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// Strict RFC 4648, standard alphabet: no blanks, padding always there, and the unused bits of the last character zero,
/// so that every byte sequence has exactly one text.
/// @return nullopt where the text is not base64.
std::optional<std::vector<std::byte>> decode_base64(std::string_view text);

/// The same without a second buffer: the bytes take the place of the front of the text. On failure the text is spoilt.
std::optional<std::span<const std::byte>> decode_base64_in_place(std::span<char> text);

std::string encode_base64(std::span<const std::byte> bytes);

}  // namespace mien
