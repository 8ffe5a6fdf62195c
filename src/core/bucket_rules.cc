#include "core/bucket_rules.h"

#include <algorithm>

#include "core/ascii.h"

namespace mien {
namespace {

constexpr std::string_view kScheme = "s3:";

/// "ObjectCreated:*" has every event that begins with "ObjectCreated:".
bool names(std::string_view wanted, std::string_view event) {
  if (wanted.starts_with(kScheme)) wanted.remove_prefix(kScheme.size());
  return matches_wildcard(wanted, event);
}

bool event_types_overlap(std::string_view a, std::string_view b) {
  const auto stem = [](std::string_view name) { return name.ends_with('*') ? name.substr(0, name.size() - 1) : name; };
  if (a == b) return true;
  return (a.ends_with('*') && b.starts_with(stem(a))) || (b.ends_with('*') && a.starts_with(stem(b)));
}

}  // namespace

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  const std::string_view front = pattern.substr(0, star), back = pattern.substr(star + 1);
  return text.size() >= front.size() + back.size() && text.starts_with(front) && text.ends_with(back);
}

const CorsRule* find_rule(const std::vector<CorsRule>& rules, const CorsRequest& request) {
  const auto allows = [&](const CorsRule& rule) {
    const auto has_origin = [&](const std::string& pattern) { return matches_wildcard(pattern, request.origin); };
    const auto has_header = [&](std::string_view header) {
      return std::ranges::any_of(rule.headers, [&](const std::string& pattern) {
        return matches_wildcard(lower_case(pattern), lower_case(header));
      });
    };
    return std::ranges::any_of(rule.origins, has_origin) &&
           std::ranges::find(rule.methods, request.method) != rule.methods.end() &&
           std::ranges::all_of(request.headers, has_header);
  };
  const auto found = std::ranges::find_if(rules, allows);
  return found == rules.end() ? nullptr : &*found;
}

bool matches(const NotificationRule& rule, std::string_view event, std::string_view key) {
  return key.starts_with(rule.prefix) && key.ends_with(rule.suffix) &&
         std::ranges::any_of(rule.events, [&](const std::string& wanted) { return names(wanted, event); });
}

bool overlap(const NotificationRule& a, const NotificationRule& b) {
  const bool prefixes = a.prefix.starts_with(b.prefix) || b.prefix.starts_with(a.prefix);
  const bool suffixes = a.suffix.ends_with(b.suffix) || b.suffix.ends_with(a.suffix);
  return prefixes && suffixes && std::ranges::any_of(a.events, [&](const std::string& x) {
           return std::ranges::any_of(b.events, [&](const std::string& y) { return event_types_overlap(x, y); });
         });
}

}  // namespace mien
