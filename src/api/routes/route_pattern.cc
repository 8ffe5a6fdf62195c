#include "api/routes/route_pattern.h"

#include <algorithm>

#include "core/percent.h"
#include "core/utf8.h"

namespace mien::api::routes {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

/// nullopt: a broken escape, or no text that a key may be.
std::optional<std::string> decoded(std::string_view text) {
  auto out = percent_decode(text);
  if (!out || out->empty() || !is_utf8(*out) || out->find('\0') != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace

Result<RoutePattern> RoutePattern::parse(std::string_view text) {
  if (!text.starts_with('/') || text.size() < 2) return wrong("a route's path begins with / and names something");
  RoutePattern pattern{std::string(text)};
  std::string_view rest = text.substr(1);
  for (;;) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    const bool is_name = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
    if (segment.empty() || (!is_name && segment.find_first_of("{}?#%") != std::string_view::npos))
      return wrong("a route's path has segments of plain text, or of one {name}");
    if (!pattern.segments_.empty() && pattern.segments_.back().is_name && pattern.segments_.back().text == "key")
      return wrong("{key} stands last in a route's path, since it takes all that is left");
    pattern.segments_.push_back({is_name, std::string(is_name ? segment.substr(1, segment.size() - 2) : segment)});
    if (segment.size() == rest.size()) return pattern;
    rest.remove_prefix(segment.size() + 1);
  }
}

std::optional<TextMap> RoutePattern::match(std::string_view path) const {
  TextMap found;
  for (const Segment& segment : segments_) {
    if (!path.starts_with('/')) return std::nullopt;
    path.remove_prefix(1);
    const bool takes_all = segment.is_name && segment.text == "key";
    const std::string_view part = takes_all ? path : path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    auto text = decoded(part);
    if (!text || (!segment.is_name && *text != segment.text)) return std::nullopt;
    if (segment.is_name) found[segment.text] = *std::move(text);
  }
  if (!path.empty()) return std::nullopt;
  return found;
}

std::string_view RoutePattern::first_segment() const {
  return segments_.front().is_name ? std::string_view{} : std::string_view(segments_.front().text);
}

bool RoutePattern::has(std::string_view name) const {
  return std::ranges::any_of(segments_, [&](const Segment& s) { return s.is_name && s.text == name; });
}

}  // namespace mien::api::routes
