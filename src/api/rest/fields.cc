#include "api/rest/fields.h"

#include <algorithm>
#include <cmath>

#include "api/http/url.h"
#include "api/json/parse.h"
#include "api/rest/json_shapes.h"
#include "app/collections.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/utf8.h"

namespace mien::api::rest {
namespace {

constexpr std::size_t kQuotedBytesMax = 64;

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

}  // namespace

std::string in_quotes(std::string_view text) {
  const std::string_view cut = cut_utf8(text, kQuotedBytesMax);
  return "'" + std::string(cut) + (cut.size() < text.size() ? "...'" : "'");
}

Result<Fields> Fields::from_query(std::string_view query, Names known) {
  MIEN_TRY(auto parts, parse_query(query));
  Fields fields;
  for (auto& [name, value] : parts) MIEN_TRY_VOID(fields.add("query parameter", name, std::move(value), known));
  return fields;
}

Result<void> Fields::add(std::string_view kind, std::string_view name, std::string value, Names known) {
  if (!known.include(name)) {
    std::string message = "Unknown " + std::string(kind) + " " + in_quotes(name) + ".";
    return wrong(std::move(message));
  }
  if (get(name)) return wrong("The " + std::string(kind) + " " + in_quotes(name) + " comes twice.");
  values_.emplace_back(name, std::move(value));
  return {};
}

std::optional<std::string_view> Fields::get(std::string_view name) const {
  const auto at = std::ranges::find(values_, name, [](const auto& value) -> std::string_view { return value.first; });
  if (at == values_.end()) return std::nullopt;
  return at->second;
}

Result<CollectionId> collection_of(std::optional<std::string_view> in_query, std::optional<std::string_view> in_body) {
  if (in_query && in_body) return wrong("The collection is named both in the query and in the body.");
  return CollectionId::parse(in_query ? *in_query : in_body.value_or(app::kDefaultCollection));
}

Result<PageRequest> page_of(const Fields& query) {
  PageRequest page{.after = std::string(query.get("page_token").value_or("")), .limit = limits::kRestPageSizeDefault};
  const auto size = query.get("page_size");
  if (!size) return page;
  const auto limit = number_of<std::size_t>(*size);
  if (!limit || *limit == 0 || *limit > limits::kRestPageSizeMax)
    return wrong("page_size must be a number from 1 to " + std::to_string(limits::kRestPageSizeMax) + ".");
  page.limit = *limit;
  return page;
}

Result<bool> parse_boolean(std::string_view name, std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return wrong(std::string(name) + " must be true or false.");
}

Result<double> parse_number(std::string_view name, std::string_view text) {
  const auto value = number_of<double>(text);
  if (!value || !std::isfinite(*value)) return wrong(std::string(name) + " must be a number.");
  return *value;
}

Result<std::string> parse_attributes(std::string_view text) {
  // Two levels are kept free for the reply that they will stand in.
  auto value = parse_json(text, {.depth_max = limits::kJsonDepthMax - 2});
  if (!value) {
    value.error().message.insert(0, "attributes: ");
    return std::unexpected(std::move(value).error());  // Its code too: the fault may be the server's.
  }
  if (!value->is_object()) return wrong("attributes must be a JSON object.");
  return json_text(*value);
}

}  // namespace mien::api::rest
