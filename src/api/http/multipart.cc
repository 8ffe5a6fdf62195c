#include "api/http/multipart.h"

#include <algorithm>
#include <utility>

#include "api/http/media_type.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/percent.h"
#include "core/utf8.h"

namespace mien::api {
namespace {

constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046, 5.1.1.

std::unexpected<Error> broken(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }
std::unexpected<Error> broken_part(std::size_t number, std::string_view what) {
  return broken("Part " + std::to_string(number) + " of the form " + std::string(what));
}

bool is_boundary(std::string_view text) {
  const auto allowed = [](char c) {
    return is_alphanumeric(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kBoundaryBytesMax && text.back() != ' ' && std::ranges::all_of(text, allowed);
}

Result<std::string> boundary_of(std::string_view content_type) {
  const auto parsed = parse_parameterized(content_type);
  if (!parsed || parsed->essence != "multipart/form-data") return broken("The body is no multipart/form-data.");
  const std::string* boundary = parsed->parameter("boundary");
  if (!boundary || !is_boundary(*boundary)) return broken("The Content-Type names no usable boundary.");
  return *boundary;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

void skip_padding(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

/// RFC 8187: charset'language'percent-encoded; only UTF-8 is taken.
std::optional<std::string> decode_extended(std::string_view value) {
  const std::size_t first = value.find('\'');
  const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos || lower_case(value.substr(0, first)) != "utf-8") return std::nullopt;
  return percent_decode(value.substr(second + 1));
}

bool is_clean_text(std::string_view text) { return text.find('\0') == std::string_view::npos && is_utf8(text); }

Result<void> read_disposition(std::string_view value, std::size_t number, MultipartPart& part) {
  const auto parsed = parse_parameterized(value);
  if (!parsed || parsed->essence != "form-data")
    return broken_part(number, "has a Content-Disposition that cannot be read.");
  const std::string* name = parsed->parameter("name");
  if (!name || name->empty() || !is_clean_text(*name)) return broken_part(number, "has no usable name.");
  part.name = *name;
  if (const std::string* filename = parsed->parameter("filename")) part.filename = *filename;
  if (const std::string* extended = parsed->parameter("filename*")) {
    part.filename = decode_extended(*extended);
    if (!part.filename) return broken_part(number, "has a filename* that cannot be read.");
  }
  if (part.filename && !is_clean_text(*part.filename)) return broken_part(number, "has a file name that is not UTF-8.");
  return {};
}

/// Reads the headers of a part and the empty line after them off the front of `rest`.
Result<MultipartPart> take_part_headers(std::string_view& rest, std::size_t number) {
  MultipartPart part;
  const std::string_view window = rest.substr(0, limits::kMultipartPartHeaderBytesMax + 2);
  std::size_t at = 0;
  bool has_disposition = false;
  for (std::size_t count = 0;; ++count) {
    const std::size_t end = window.find("\r\n", at);
    if (end == std::string_view::npos)
      return broken_part(number, rest.size() > window.size() ? "has too long headers." : "ends within its headers.");
    const std::string_view line = window.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    if (count == limits::kMultipartPartHeadersMax) return broken_part(number, "has too many headers.");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line.front() == ' ' || line.front() == '\t' ||
        line.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos)
      return broken_part(number, "has a header that cannot be read.");
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    skip_padding(value);
    if (equal_ignoring_case(name, "Content-Disposition")) {
      if (std::exchange(has_disposition, true)) return broken_part(number, "has two Content-Dispositions.");
      MIEN_TRY_VOID(read_disposition(value, number, part));
    } else if (equal_ignoring_case(name, "Content-Transfer-Encoding")) {
      const std::string encoding = lower_case(value);
      if (encoding != "binary" && encoding != "8bit" && encoding != "7bit")
        return broken_part(number, "has a Content-Transfer-Encoding; send it as it is.");
    }
  }
  if (!has_disposition) return broken_part(number, "has no Content-Disposition.");
  rest.remove_prefix(at);
  return part;
}

}  // namespace

Result<std::vector<MultipartPart>> parse_multipart(std::string_view content_type, std::string_view body) {
  MIEN_TRY(const std::string boundary, boundary_of(content_type));
  // The boundary holds no CR, so that two attempts to match it never look at the same byte: the search is linear.
  const std::string delimiter = "\r\n--" + boundary;
  std::string_view rest = body;
  if (!take(rest, std::string_view(delimiter).substr(2))) return broken("The form does not begin with its boundary.");
  std::vector<MultipartPart> parts;
  for (;;) {
    if (take(rest, "--")) break;
    skip_padding(rest);
    if (!take(rest, "\r\n")) return broken("The form is cut short, or a boundary is followed by other text.");
    if (parts.size() == limits::kMultipartPartsMax)
      return broken("The form has more than " + std::to_string(limits::kMultipartPartsMax) + " parts.");
    const std::size_t number = parts.size() + 1;
    MIEN_TRY(MultipartPart part, take_part_headers(rest, number));
    const std::size_t end = rest.find(delimiter);
    if (end == std::string_view::npos)
      return broken_part(number, "is not followed by a boundary: the form is cut short.");
    part.body = rest.substr(0, end);
    rest.remove_prefix(end + delimiter.size());
    parts.push_back(std::move(part));
  }
  skip_padding(rest);
  if (!rest.empty() && rest != "\r\n") return broken("The form goes on after its last boundary.");
  if (parts.empty()) return broken("The form has no parts.");
  return parts;
}

}  // namespace mien::api
