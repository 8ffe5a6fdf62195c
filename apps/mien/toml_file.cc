#include "toml_file.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "files.h"

namespace mien::cli {
namespace {

constexpr char kEndOfAscii = '\x7F';

bool is_ascii(char c) { return static_cast<unsigned char>(c) <= kEndOfAscii; }

/// Where text of TOML is: each place ends in its own way.
enum class Place : std::uint8_t { kBare, kComment, kBasic, kLiteral, kLongBasic, kLongLiteral };

/// Place of a string that begins with `text`, with the length of its quotes.
struct Opening {
  Place place = Place::kBare;
  std::size_t length = 1;
};

Opening opening_at(std::string_view text) {
  if (text.starts_with("\"\"\"")) return {Place::kLongBasic, 3};
  if (text.starts_with("'''")) return {Place::kLongLiteral, 3};
  if (text.starts_with('"')) return {Place::kBasic};
  if (text.starts_with('\'')) return {Place::kLiteral};
  if (text.starts_with('#')) return {Place::kComment};
  return {};
}

std::string_view closing_of(Place place) {
  switch (place) {
    case Place::kBare:
      return "";
    case Place::kComment:
      return "\n";
    case Place::kBasic:
      return "\"";
    case Place::kLiteral:
      return "'";
    case Place::kLongBasic:
      return "\"\"\"";
    case Place::kLongLiteral:
      return "'''";
  }
  return "";
}

/// A long string may end with one or two quotes of its own before the three that close it.
std::size_t length_of_closing(std::string_view text, Place place) {
  const std::size_t least = closing_of(place).size();
  if (least < 3) return least;
  const std::string_view most = text.substr(0, least + 2);
  return std::min(most.find_first_not_of(text[0]), most.size());
}

/// Line of the first character beyond ASCII that is neither in a comment nor in a string of one line: TOML 1.0 has no
/// use for it elsewhere but in strings of many lines, and the parser's classes of such characters (toml++ 3.3,
/// is_non_ascii_horizontal_whitespace) run into undefined behaviour on most of them.
std::optional<std::size_t> line_beyond_ascii(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::size_t line = 1;
  Place place = Place::kBare;
  for (std::size_t i = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const bool one_line = place == Place::kComment || place == Place::kBasic || place == Place::kLiteral;
    const bool escapes = place == Place::kBasic || place == Place::kLongBasic;
    if (!one_line && !is_ascii(rest[0])) return line;
    line += rest[0] == '\n' ? 1 : 0;
    if (place == Place::kBare) {
      const Opening opening = opening_at(rest);
      place = opening.place;
      i += opening.length;
    } else if (one_line && rest[0] == '\n') {  // A string that is not closed: the parser says so.
      place = Place::kBare;
      ++i;
    } else if (rest.starts_with(closing_of(place))) {
      i += length_of_closing(rest, place);
      place = Place::kBare;
    } else {
      i += escapes && (rest.starts_with("\\\\") || rest.starts_with("\\\"")) ? 2 : 1;
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
  if (const auto line = line_beyond_ascii(*text))
    return no_toml(file, *line, "characters beyond ASCII stand in comments and in values in quotes only");
  try {
    return toml::parse(*text, file);
  } catch (const toml::parse_error& fault) {
    return no_toml(file, fault.source().begin.line, fault.description());
  }
}

}  // namespace mien::cli
