#include "toml_file.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/ascii.h"
#include "files.h"

namespace mien::cli {
namespace {

bool has_beyond_ascii(std::string_view text) { return !std::ranges::all_of(text, is_ascii); }

/// Drops a string of one line, quotes and all. Whether it came to its end.
bool drop_string(std::string_view& text) {
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      text.remove_prefix(i + 1);
      return true;
    }
    if (quote == '"' && text[i] == '\\') ++i;
  }
  return false;
}

/// Whether the line is empty, a comment, or `key = value` with or without a comment, where the value is one string of
/// one line or has no quotes and nothing beyond ASCII.
bool is_plain(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  line = trimmed(line);
  if (line.empty() || line.starts_with('#')) return true;
  if (is_digit(line.front())) return false;  // What begins as a date may go on behind a blank.
  const auto* const end = std::ranges::find_if_not(line, [](char c) { return is_alphanumeric(c) || c == '_'; });
  line.remove_prefix(static_cast<std::size_t>(end - line.begin()));
  line = trimmed(line);
  if (!line.starts_with('=')) return false;
  line = trimmed(line.substr(1));
  if (line.starts_with('"') || line.starts_with('\'')) {
    if (!drop_string(line)) return false;
    line = trimmed(line);
    return line.empty() || line.starts_with('#');
  }
  return std::ranges::all_of(line.substr(0, line.find('#')),
                             [](char c) { return is_ascii(c) && c != '"' && c != '\''; });
}

/// What the parser must not be given.
struct Unsafe {
  std::size_t line;
  const char* why;
};

/// The first line with a character beyond ASCII, unless it is a plain line and no string of many lines is open: the
/// parser's classes of such characters (toml++ 3.3, is_non_ascii_horizontal_whitespace) run into undefined behaviour on
/// most of them, and it looks at them everywhere but in comments and in strings of one line. Where it takes these to
/// be, only a parser knows of other lines. Or the line with which the file has very many dots: each part of a key makes
/// a table in a table, and their end is a recursion that takes the stack.
std::optional<Unsafe> find_unsafe(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  bool may_be_in_long_string = false;
  std::ptrdiff_t dots = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    dots += std::ranges::count(line, '.');
    if (dots > kDotsMax) return Unsafe{number, "the file has too many dots"};
    const bool is_line_plain = is_plain(line);
    if (!is_line_plain && (line.contains("\"\"\"") || line.contains("'''"))) may_be_in_long_string = true;
    if (has_beyond_ascii(line) && (may_be_in_long_string || !is_line_plain))
      return Unsafe{
          number,
          "characters beyond ASCII stand in comments, and in lines of the form key = \"value\", and not below a "
          "string of many lines"};
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
