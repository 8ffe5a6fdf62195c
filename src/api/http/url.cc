#include "api/http/url.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/percent.h"
#include "core/utf8.h"

namespace mien::api {
namespace {

Result<std::string> decode_query_text(std::string_view text) {
  auto decoded = form_decode(text);
  if (!decoded) return fail(ErrorCode::kInvalidArgument, "The query has a broken percent escape.");
  if (decoded->find('\0') != std::string::npos || !is_utf8(*decoded))
    return fail(ErrorCode::kInvalidArgument, "The query is not UTF-8 text.");
  return *std::move(decoded);
}

}  // namespace

Result<std::string> decode_path_segment(std::string_view segment) {
  auto decoded = percent_decode(segment);
  if (!decoded) return fail(ErrorCode::kInvalidArgument, "The path has a broken percent escape.");
  if (std::ranges::any_of(*decoded, [](char c) { return c == '/' || c == '\\' || is_control(c); }))
    return fail(ErrorCode::kInvalidArgument, "An id in the path holds a slash or a control character.");
  if (!is_utf8(*decoded)) return fail(ErrorCode::kInvalidArgument, "The path is not UTF-8 text.");
  return *std::move(decoded);
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const std::size_t equals = part.find('=');
    MIEN_TRY(std::string name, decode_query_text(part.substr(0, equals)));
    if (name.empty()) return fail(ErrorCode::kInvalidArgument, "The query has a parameter without a name.");
    std::string value;
    if (equals != std::string_view::npos) {
      MIEN_TRY(value, decode_query_text(part.substr(equals + 1)));
    }
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

}  // namespace mien::api
