#include "app/person_name.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/limits.h"

namespace mien::app {
namespace {

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// How many bytes a sequence has that begins with this one; 0 where none can.
constexpr std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;  // A continuation, or an overlong form of ASCII.
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

/// Takes one code point off the front of `text`; nullopt where it is not UTF-8 (RFC 3629: shortest form only, no
/// surrogates, nothing above U+10FFFF).
std::optional<std::uint32_t> take_code_point(std::string_view& text) {
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = sequence_length(first);
  if (length == 0 || text.size() < length) return std::nullopt;
  std::uint32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!is_continuation(byte)) return std::nullopt;
    code = code << 6 | (byte & 0x3FU);
  }
  if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  text.remove_prefix(length);
  return code;
}

constexpr bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

/// Characters that turn the direction of what follows, or end its line (Unicode Standard Annex 9, section 2): with them
/// a name could make the text around it read as something else.
constexpr bool rearranges_text(std::uint32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

}  // namespace

Result<void> check_person_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kPersonNameBytesMax)
    return fail(ErrorCode::kInvalidArgument,
                "A name must have 1 to " + std::to_string(limits::kPersonNameBytesMax) + " bytes.");
  while (!name.empty()) {
    const auto code = take_code_point(name);
    if (!code) return fail(ErrorCode::kInvalidArgument, "A name must be valid UTF-8.");
    if (is_control(*code) || rearranges_text(*code))
      return fail(ErrorCode::kInvalidArgument, "A name must not contain control characters.");
  }
  return {};
}

Result<void> check_new_person_id(const PersonId& id) {
  if (id.text() != "." && id.text() != "..") return {};
  return fail(ErrorCode::kInvalidArgument, "A person id must not be '.' or '..', which no URL can name.");
}

Result<void> check_attributes_size(std::string_view attributes_json) {
  if (attributes_json.size() <= limits::kAttributesBytesMax) return {};
  return fail(ErrorCode::kInvalidArgument,
              "Attributes may have at most " + std::to_string(limits::kAttributesBytesMax) + " bytes.");
}

}  // namespace mien::app
