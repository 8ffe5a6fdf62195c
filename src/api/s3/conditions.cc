#include "api/s3/conditions.h"

#include <algorithm>
#include <chrono>

#include "api/auth/dates.h"
#include "core/ascii.h"
#include "core/number.h"

namespace mien::api::s3 {
namespace {

/// Whether a list of entity tags has this one, or is "*".
bool lists(std::string_view tags, std::string_view etag) {
  while (!tags.empty()) {
    const std::string_view tag = trimmed(tags.substr(0, tags.find(',')));
    if (tag == "*" || unquoted(tag) == etag) return true;
    tags.remove_prefix(
        std::min(tags.size(), tags.find(',') == std::string_view::npos ? tags.size() : tags.find(',') + 1));
  }
  return false;
}

std::optional<std::chrono::sys_seconds> date_of(const HttpHead& head, std::string_view name) {
  const auto text = head.header(name);
  return text ? parse_http_date(*text) : std::nullopt;
}

}  // namespace

std::string_view unquoted(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') return etag.substr(1, etag.size() - 2);
  return etag;
}

std::string in_quotes(std::string_view etag) { return '"' + std::string(etag) + '"'; }

ReadVerdict judge_conditions(const HttpHead& head, const StoredObject& object, const ConditionHeaders& names) {
  const auto modified = std::chrono::floor<std::chrono::seconds>(object.modified);
  if (const auto tags = head.header(names.if_match)) {
    if (!lists(*tags, object.etag)) return ReadVerdict::kFailed;
  } else if (const auto date = date_of(head, names.if_unmodified_since); date && modified > *date) {
    return ReadVerdict::kFailed;
  }
  if (const auto tags = head.header(names.if_none_match)) {
    if (lists(*tags, object.etag)) return ReadVerdict::kUnchanged;
  } else if (const auto date = date_of(head, names.if_modified_since); date && modified <= *date) {
    return ReadVerdict::kUnchanged;
  }
  return ReadVerdict::kRead;
}

S3Reply<PutConditions> put_conditions(const HttpHead& head) {
  PutConditions out;
  if (const auto tags = head.header("if-none-match")) {
    if (*tags != "*") return refuse(kNotImplemented);
    out.existing = PutConditions::Existing::kNone;
  }
  if (const auto tag = head.header("if-match")) {
    if (*tag == "*")
      out.existing = PutConditions::Existing::kSome;
    else
      out.etag = unquoted(*tag);
    if (head.header("if-none-match")) return refuse(kNotImplemented);
  }
  return out;
}

RangeVerdict judge_range(std::string_view range, std::uint64_t bytes) {
  constexpr std::string_view kUnit = "bytes=";
  const auto dash = range.find('-');
  if (!range.starts_with(kUnit) || dash == std::string_view::npos) return {};
  const std::string_view from = range.substr(kUnit.size(), dash - kUnit.size()), to = range.substr(dash + 1);
  const auto first = number_of<std::uint64_t>(from), last = number_of<std::uint64_t>(to);
  if ((!from.empty() && !first) || (!to.empty() && !last) || (!first && !last)) return {};
  if (first && last && *last < *first) return {};
  const bool is_satisfiable = first ? *first < bytes : *last > 0 && bytes > 0;
  if (!is_satisfiable) return {.kind = RangeVerdict::Kind::kUnsatisfiable};
  if (!first) return {RangeVerdict::Kind::kPart, bytes - std::min(*last, bytes), std::min(*last, bytes)};
  const std::uint64_t end = last ? std::min(*last, bytes - 1) : bytes - 1;
  return {RangeVerdict::Kind::kPart, *first, end - *first + 1};
}

}  // namespace mien::api::s3
