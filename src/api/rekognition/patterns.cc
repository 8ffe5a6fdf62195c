#include "api/rekognition/patterns.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "core/ids.h"
#include "core/utf8.h"

namespace mien::api::rekognition {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Beyond ASCII: what is neither letter, number nor space, by blocks instead of single characters.
constexpr std::array<Range, 13> kNeitherLetterNumberNorSpace = {{
    {0x0080, 0x009F},
    {0x00A1, 0x00A9},
    {0x200B, 0x2027},
    {0x202A, 0x202E},
    {0x2030, 0x205E},
    {0x2060, 0x206F},
    {0x20A0, 0x20CF},
    {0x2190, 0x2BFF},
    {0x3001, 0x3003},
    {0xE000, 0xF8FF},
    {0xFFF0, 0xFFFF},
    {0x1F000, 0x1FAFF},
    {0xE0000, 0x10FFFF},
}};

bool is_letter_number_or_space(char32_t c) {
  if (c < 0x80) return c == ' ' || is_alphanumeric(static_cast<char>(c));
  return std::ranges::none_of(kNeitherLetterNumberNorSpace, [c](Range r) { return c >= r.first && c <= r.last; });
}

/// [\p{L}\p{Z}\p{N}_.:/=+\-@]*
bool is_tag_text(std::string_view text) {
  constexpr std::u32string_view kPunctuation = U"_.:/=+-@";
  while (!text.empty()) {
    const auto c = take_code_point(text);
    if (!c || (!is_letter_number_or_space(*c) && kPunctuation.find(*c) == std::u32string_view::npos)) return false;
  }
  return true;
}

/// One or more of letters, digits and '_', '.', '-'.
bool is_word(std::string_view text) { return !text.empty() && std::ranges::all_of(text, id_rules::is_word); }

}  // namespace

std::string_view pattern_text(Pattern pattern) {
  switch (pattern) {
    case Pattern::kNone:
      return ".*";
    case Pattern::kCollectionId:
      return R"([a-zA-Z0-9_.\-]+)";
    case Pattern::kUserId:
      return R"([a-zA-Z0-9_.\-:]+)";
    case Pattern::kFaceId:
      return "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    case Pattern::kS3Bucket:
      return R"([0-9A-Za-z\.\-_]*)";
    case Pattern::kTagKey:
      return R"(^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$)";
    case Pattern::kTagValue:
      return R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)";
  }
  return {};
}

bool matches(Pattern pattern, std::string_view text) {
  switch (pattern) {
    case Pattern::kNone:
      return true;
    case Pattern::kCollectionId:
      return is_word(text);
    case Pattern::kUserId:
      return !text.empty() && std::ranges::all_of(text, [](char c) { return id_rules::is_word(c) || c == ':'; });
    case Pattern::kFaceId:
      return FaceId::parse(text).has_value();
    case Pattern::kS3Bucket:
      return text.empty() || is_word(text);
    case Pattern::kTagKey:
      return !text.starts_with("aws:") && is_tag_text(text);
    case Pattern::kTagValue:
      return is_tag_text(text);
  }
  return false;
}

}  // namespace mien::api::rekognition
