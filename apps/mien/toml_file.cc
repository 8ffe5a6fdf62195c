#include "toml_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/ascii.h"
#include "files.h"

namespace mien::cli {
namespace {

/// Text of TOML that is not bare.
struct Region {
  std::string_view opening;
  std::string_view closing;
  bool is_one_line;
  bool has_escapes;
};
/// The longer openings first: each begins as a shorter one does.
constexpr std::array<Region, 5> kRegions{{{"\"\"\"", "\"\"\"", false, true},
                                          {"'''", "'''", false, false},
                                          {"\"", "\"", true, true},
                                          {"'", "'", true, false},
                                          {"#", "\n", true, false}}};

/// The one that the text opens; null: it goes on bare. A quote within a bare word opens nothing.
/// @param before  what stands before it, but for blanks
const Region* opened_by(std::string_view text, char before) {
  constexpr std::string_view kBeforeStrings = "\n=[,{";
  const auto* const found =
      std::ranges::find_if(kRegions, [&](const Region& region) { return text.starts_with(region.opening); });
  if (found == kRegions.end()) return nullptr;
  return text[0] == '#' || kBeforeStrings.contains(before) ? found : nullptr;
}

/// A long string may end with one or two quotes of its own before the three that close it.
std::size_t length_of_closing(std::string_view text, const Region& region) {
  const std::size_t least = region.closing.size();
  if (region.is_one_line) return least;
  const std::string_view most = text.substr(0, least + 2);
  return std::min(most.find_first_not_of(text[0]), most.size());
}

/// What the parser must not be given.
struct Unsafe {
  std::size_t line;
  const char* why;
};

/// The first such thing, of two:
/// A character beyond ASCII that is neither in a comment nor in a string of one line: TOML 1.0 has no use for it
/// elsewhere but in strings of many lines, and the parser's classes of such characters (toml++ 3.3,
/// is_non_ascii_horizontal_whitespace) run into undefined behaviour on most of them.
/// A key of very many parts: each makes a table in a table, and their end is a recursion that takes the stack.
std::optional<Unsafe> find_unsafe(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::size_t line = 1;
  std::size_t dots = 0;  // In the line, outside of quotes.
  char before = '\n';    // The last character that is no blank.
  const Region* region = nullptr;
  for (std::size_t i = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const bool is_one_line = region != nullptr && region->is_one_line;
    if (!is_one_line && !is_ascii(rest[0]))
      return Unsafe{line, "characters beyond ASCII stand in comments and in values in quotes only"};
    line += rest[0] == '\n' ? 1 : 0;
    if (region == nullptr) {
      dots = rest[0] == '\n' ? 0 : dots + (rest[0] == '.' ? 1 : 0);
      if (dots > kDotsPerLineMax) return Unsafe{line, "it has too many dots"};
      region = opened_by(rest, before);
      i += region == nullptr ? 1 : region->opening.size();
      if (rest[0] != ' ' && rest[0] != '\t') before = rest[0];
    } else if (is_one_line && rest[0] == '\n') {  // A string that is not closed: the parser says so.
      region = nullptr;
      before = '\n';
      ++i;
    } else if (rest.starts_with(region->closing)) {
      i += length_of_closing(rest, *region);
      region = nullptr;
    } else {
      i += region->has_escapes && (rest.starts_with("\\\\") || rest.starts_with("\\\"")) ? 2 : 1;
    }
  }
  return std::nullopt;
}

std::unexpected<Error> no_toml(const std::string& file, std::size_t line, std::string_view why) {
  return fail(ErrorCode::kInvalidArgument, "The configuration file " + file + " is no TOML: line " +
                                               std::to_string(line) + ": " + std::string(why) + ".");
}

}  // namespace

Result<toml::table> read_toml(const std::string& file) {
  const auto text = read_text(file, kConfigFileBytesMax, FileKinds::kAny);
  if (!text && text.error().kind == ReadFault::Kind::kTooLarge)
    return fail(ErrorCode::kInvalidArgument, "The configuration file " + file + " is larger than " +
                                                 std::to_string(kConfigFileBytesMax) + " bytes.");
  if (!text)
    return fail(ErrorCode::kInvalidArgument, "Cannot read the configuration file " + file + ".", text.error().why);
  if (const auto unsafe = find_unsafe(*text)) return no_toml(file, unsafe->line, unsafe->why);
  try {
    return toml::parse(*text, file);
  } catch (const toml::parse_error& fault) {
    return no_toml(file, fault.source().begin.line, fault.description());
  }
}

}  // namespace mien::cli
