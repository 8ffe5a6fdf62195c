#include "api/dynamodb/json_types.h"

#include <string>

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

/// In the words of AWS's own reader.
std::unexpected<Refusal> not_a(std::string_view wanted, const bj::value& json) {
  std::string_view found;
  switch (json.kind()) {
    case bj::kind::object:
      return refuse(kSerialization, "Start of structure or map found where not expected.");
    case bj::kind::array:
      return refuse(kSerialization, "Start of list found where not expected");
    case bj::kind::string:
      found = "STRING_VALUE";
      break;
    case bj::kind::bool_:
      found = json.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE";
      break;
    case bj::kind::null:
      found = "NULL_VALUE";
      break;
    case bj::kind::int64:
    case bj::kind::uint64:
      found = "NUMBER_VALUE";
      break;
    case bj::kind::double_:
      found = "DECIMAL_VALUE";
      break;
  }
  return refuse(kSerialization, std::string(found) + " cannot be converted to " + std::string(wanted));
}

}  // namespace

WireResult<std::string_view> text_of(const bj::value& json) {
  if (const auto* text = json.if_string()) return std::string_view(text->data(), text->size());
  return not_a("String", json);
}
WireResult<bool> truth_of(const bj::value& json) {
  if (const auto* truth = json.if_bool()) return *truth;
  return not_a("Boolean", json);
}
WireResult<std::int64_t> integer_of(const bj::value& json) {
  if (const auto* integer = json.if_int64()) return *integer;
  return not_a("Integer", json);
}
WireResult<const bj::object*> object_of(const bj::value& json) {
  if (const auto* object = json.if_object()) return object;
  return not_a("structure or map", json);
}
WireResult<const bj::array*> array_of(const bj::value& json) {
  if (const auto* array = json.if_array()) return array;
  return not_a("list", json);
}

}  // namespace mien::api::dynamodb
