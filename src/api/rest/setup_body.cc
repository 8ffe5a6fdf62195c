#include "api/rest/setup_body.h"

#include <boost/json/value.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/json/parse.h"

namespace mien::api::rest {
namespace {

std::string text_of(const boost::json::string& text) { return {text.data(), text.size()}; }

/// What is neither texts nor a map of texts is left as what no key takes.
SetupValue texts_of(const boost::json::array& array) {
  std::vector<std::string> texts;
  for (const boost::json::value& element : array) {
    if (!element.is_string()) return {};
    texts.push_back(text_of(element.get_string()));
  }
  return texts;
}

SetupValue map_of(const boost::json::object& object) {
  TextMap map;
  for (const auto& member : object) {
    if (!member.value().is_string()) return {};
    map.emplace(std::string(member.key()), text_of(member.value().get_string()));
  }
  return map;
}

SetupValue value_of(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::bool_:
      return value.get_bool();
    case boost::json::kind::int64:
      return std::int64_t{value.get_int64()};
    case boost::json::kind::uint64:  // Only what is beyond an int64.
      return static_cast<double>(value.get_uint64());
    case boost::json::kind::double_:
      return value.get_double();
    case boost::json::kind::string:
      return text_of(value.get_string());
    case boost::json::kind::array:
      return texts_of(value.get_array());
    case boost::json::kind::object:
      return map_of(value.get_object());
    case boost::json::kind::null:
      break;
  }
  return {};
}

struct Writer {
  JsonWriter& json;
  void operator()(std::monostate) const { json.null(); }
  void operator()(bool value) const { json.boolean(value); }
  void operator()(std::int64_t value) const { json.integer(value); }
  void operator()(double value) const { json.number(value); }
  void operator()(const std::string& value) const { json.string(value); }
  void operator()(const std::vector<std::string>& values) const {
    json.begin_array();
    for (const std::string& value : values) json.string(value);
    json.end_array();
  }
  void operator()(const TextMap& values) const {
    json.begin_object();
    for (const auto& [name, value] : values) json.member(name, value);
    json.end_object();
  }
};

}  // namespace

Result<SetupTable> read_setup(std::string_view body, const std::optional<std::string_view>& name) {
  MIEN_TRY(const boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object.");
  SetupTable table;
  for (const auto& member : parsed.get_object()) table.emplace(std::string(member.key()), value_of(member.value()));
  if (!name) return table;
  const auto [at, is_new] = table.emplace("name", std::string(*name));
  if (!is_new && at->second != SetupValue(std::string(*name)))
    return fail(ErrorCode::kInvalidArgument, "The member 'name' is not the name of the path: names stay.");
  return table;
}

void write_setup(JsonWriter& json, const SetupTable& table) {
  for (const auto& [key, value] : table) {
    json.key(key);
    std::visit(Writer{json}, value);
  }
}

}  // namespace mien::api::rest
