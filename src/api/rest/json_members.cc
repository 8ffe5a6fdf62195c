#include "api/rest/json_members.h"

#include <algorithm>
#include <utility>

#include "api/json/parse.h"
#include "api/rest/fields.h"
#include "api/rest/json_shapes.h"

namespace mien::api::rest {
namespace {

std::unexpected<Error> wrong_type(std::string_view name) {
  return fail(ErrorCode::kInvalidArgument, "The member " + in_quotes(name) + " has a value of a wrong type.");
}

}  // namespace

Result<JsonMembers> JsonMembers::read(std::string_view body, std::initializer_list<std::string_view> known) {
  MIEN_TRY(boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object.");
  for (const auto& member : parsed.get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(known, name) == known.end())
      return fail(ErrorCode::kInvalidArgument, "Unknown member " + in_quotes(name) + ".");
  }
  return JsonMembers(std::move(parsed.get_object()));
}

const boost::json::value* JsonMembers::find(std::string_view name) const { return members_.if_contains(name); }

Result<std::optional<std::string>> JsonMembers::find_text(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return wrong_type(name);
  return std::string(value->get_string());
}

Result<std::string> JsonMembers::text(std::string_view name) const {
  MIEN_TRY(auto found, find_text(name));
  if (!found) return fail(ErrorCode::kInvalidArgument, "The body has no member " + in_quotes(name) + ".");
  return *std::move(found);
}

Result<std::optional<bool>> JsonMembers::find_boolean(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) return wrong_type(name);
  return value->get_bool();
}

Result<std::optional<double>> JsonMembers::find_number(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) return wrong_type(name);
  return value->to_number<double>();
}

Result<std::vector<std::string>> JsonMembers::texts(std::string_view name) const {
  std::vector<std::string> out;
  const auto* value = find(name);
  if (value == nullptr) return out;
  if (!value->is_array()) return wrong_type(name);
  for (const auto& element : value->get_array()) {
    if (!element.is_string()) return wrong_type(name);
    out.emplace_back(element.get_string());
  }
  return out;
}

Result<std::optional<std::string>> JsonMembers::find_object(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return wrong_type(name);
  return json_text(*value);
}

}  // namespace mien::api::rest
