#include "api/dynamodb/input.h"

#include <algorithm>

#include "api/dynamodb/json_types.h"

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

}  // namespace

const bj::value* Input::find(std::string_view name) const {
  const bj::value* const value = members_.if_contains(bj::string_view(name.data(), name.size()));
  return value == nullptr || value->is_null() ? nullptr : value;
}

WireResult<std::optional<std::string_view>> Input::text(std::string_view name) const {
  const bj::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  MIEN_TRY(const std::string_view read, text_of(*value));
  return read;
}

WireResult<std::optional<bool>> Input::truth(std::string_view name) const {
  const bj::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  MIEN_TRY(const bool read, truth_of(*value));
  return read;
}

WireResult<std::optional<std::int64_t>> Input::integer(std::string_view name) const {
  const bj::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  MIEN_TRY(const std::int64_t read, integer_of(*value));
  return read;
}

WireResult<std::optional<Input>> Input::structure(std::string_view name) const {
  MIEN_TRY(const bj::object* members, object(name));
  if (members == nullptr) return std::nullopt;
  return Input(*members);
}

WireResult<const bj::object*> Input::object(std::string_view name) const {
  const bj::value* const value = find(name);
  if (value == nullptr) return nullptr;
  return object_of(*value);
}

WireResult<const bj::array*> Input::array(std::string_view name) const {
  const bj::value* const value = find(name);
  if (value == nullptr) return nullptr;
  return array_of(*value);
}

WireResult<std::optional<std::string_view>> Input::word(std::string_view name, std::string_view member,
                                                        std::initializer_list<std::string_view> words) const {
  MIEN_TRY(const std::optional<std::string_view> text, this->text(name));
  if (!text || std::ranges::find(words, *text) != words.end()) return text;
  std::string set;
  for (const std::string_view one : words) set.append(set.empty() ? "" : ", ").append(one);
  return invalid("1 validation error detected: Value '" + std::string(*text) + "' at '" + std::string(member) +
                 "' failed to satisfy constraint: Member must satisfy enum value set: [" + set + "]");
}

}  // namespace mien::api::dynamodb
