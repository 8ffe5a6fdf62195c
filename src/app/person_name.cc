#include "app/person_name.h"

#include <cstdint>
#include <string>

#include "core/limits.h"
#include "core/utf8.h"

namespace mien::app {
namespace {

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
