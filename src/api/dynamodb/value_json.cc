#include "api/dynamodb/value_json.h"

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "api/dynamodb/expression/number_problem.h"
#include "api/dynamodb/json_types.h"
#include "core/base64.h"
#include "core/limits.h"

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

constexpr std::string_view kInvalidParameter = "One or more parameter values were invalid: ";

WireResult<Decimal> read_number(const bj::value& json) {
  MIEN_TRY(const std::string_view text, text_of(json));
  const auto number = Decimal::parse(text);
  if (!number) return invalid(text_of(number.error()));
  return *number;
}

WireResult<Binary> read_binary(const bj::value& json) {
  MIEN_TRY(const std::string_view text, text_of(json));
  const auto bytes = decode_base64(text);
  if (!bytes) return refuse(kSerialization, "A byte string is not base64.");
  return Binary{std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size())};
}

WireResult<std::string> read_text(const bj::value& json) {
  MIEN_TRY(const std::string_view text, text_of(json));
  return std::string(text);
}

/// DynamoDB shows what a set of texts was made from.
std::string shown(const bj::array& elements) {
  std::string out = "[";
  for (const bj::value& element : elements) {
    if (out.size() > 1) out += ", ";
    if (const auto* text = element.if_string()) out.append(text->data(), text->size());
  }
  return out + "]";
}

std::string empty_set(AttributeType type) {
  if (type == AttributeType::kBS) return "Binary sets should not be empty";
  return "An " + std::string(type == AttributeType::kSS ? "string" : "number") + " set  may not be empty";
}
std::string twice_in_set(AttributeType type, const bj::array& elements) {
  if (type == AttributeType::kNS) return "Input collection contains duplicates";
  if (type == AttributeType::kBS)
    return std::string(kInvalidParameter) + "Input collection of type BS contains duplicates.";
  return std::string(kInvalidParameter) + "Input collection " + shown(elements) + " contains duplicates";
}

template <class Set, class Read>
WireResult<AttributeValue> read_set(AttributeType type, const bj::value& json, const Read& read) {
  MIEN_TRY(const bj::array* elements, array_of(json));
  if (elements->empty()) return invalid(std::string(kInvalidParameter) + empty_set(type));
  Set set;
  for (const bj::value& element : *elements) {
    MIEN_TRY(auto value, read(element));
    set.insert(std::move(value));
  }
  if (set.size() != elements->size()) return invalid(twice_in_set(type, *elements));
  return AttributeValue(std::move(set));
}

WireResult<AttributeValue> read_list(const bj::value& json) {
  MIEN_TRY(const bj::array* elements, array_of(json));
  AttributeValue::List list;
  list.reserve(elements->size());
  for (const bj::value& element : *elements) {
    if (element.is_null()) return invalid("The supplied Item contains a null AttributeValue");
    MIEN_TRY(AttributeValue value, read_value(element));
    list.push_back(std::move(value));
  }
  return AttributeValue(std::move(list));
}

WireResult<AttributeValue> read_null(const bj::value& json) {
  MIEN_TRY(const bool truth, truth_of(json));
  if (!truth) return invalid(std::string(kInvalidParameter) + "Null attribute value types must have the value of true");
  return AttributeValue(AttributeValue::Null{});
}

template <class Kind>
WireResult<AttributeValue> made(WireResult<Kind> read) {
  if (!read) return std::unexpected(std::move(read).error());
  return AttributeValue(*std::move(read));
}

WireResult<AttributeValue> read_typed(AttributeType type, const bj::value& json) {
  switch (type) {
    case AttributeType::kS:
      return made(read_text(json));
    case AttributeType::kN:
      return made(read_number(json));
    case AttributeType::kB:
      return made(read_binary(json));
    case AttributeType::kSS:
      return read_set<AttributeValue::StringSet>(type, json, read_text);
    case AttributeType::kNS:
      return read_set<AttributeValue::NumberSet>(type, json, read_number);
    case AttributeType::kBS:
      return read_set<AttributeValue::BinarySet>(type, json, read_binary);
    case AttributeType::kM:
      return made(read_item(json));
    case AttributeType::kL:
      return read_list(json);
    case AttributeType::kBool:
      return made(truth_of(json));
    case AttributeType::kNull:
      break;
  }
  return read_null(json);
}

/// Writes what stands behind the name of the type.
class ValueWriter {
 public:
  explicit ValueWriter(JsonWriter& out) : out_(out) {}
  void operator()(const std::string& text) { out_.string(text); }
  void operator()(const Decimal& number) { out_.string(number.text()); }
  void operator()(const Binary& binary) { out_.string(encode_base64(std::as_bytes(std::span(binary.bytes)))); }
  template <class Element, class Less>
  void operator()(const std::set<Element, Less>& set) {
    out_.begin_array();
    for (const Element& element : set) (*this)(element);
    out_.end_array();
  }
  void operator()(const Item& map) { write_item(out_, map); }
  void operator()(const AttributeValue::List& list) {
    out_.begin_array();
    for (const AttributeValue& element : list) write_value(out_, element);
    out_.end_array();
  }
  void operator()(bool truth) { out_.boolean(truth); }
  void operator()(AttributeValue::Null) { out_.boolean(true); }

 private:
  JsonWriter& out_;
};

}  // namespace

WireResult<AttributeValue> read_value(const bj::value& json) {
  MIEN_TRY(const bj::object* members, object_of(json));
  std::optional<AttributeType> type;
  const bj::value* content = nullptr;
  for (const auto& member : *members) {
    const auto named = attribute_type({member.key().data(), member.key().size()});
    if (!named || member.value().is_null()) continue;
    if (type)
      return invalid(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported "
          "datatypes");
    type = named;
    content = &member.value();
  }
  if (!type) return invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  return read_typed(*type, *content);
}

WireResult<Item> read_item(const bj::value& json) {
  MIEN_TRY(const bj::object* members, object_of(json));
  Item item;
  for (const auto& member : *members) {
    const std::string_view name(member.key().data(), member.key().size());
    if (name.empty()) return invalid("Empty attribute name");
    if (name.size() > limits::kAttributeNameBytesMax)
      return invalid("Attribute name is too large, must be less than 65536 bytes");
    if (member.value().is_null())
      return invalid("The supplied Item contains a null AttributeValue: " + std::string(name) + " is null");
    MIEN_TRY(AttributeValue value, read_value(member.value()));
    item.emplace(name, std::move(value));
  }
  return item;
}

void write_value(JsonWriter& out, const AttributeValue& value) {
  out.begin_object().key(name_of(value.type()));
  std::visit(ValueWriter(out), value.kinds());
  out.end_object();
}

void write_item(JsonWriter& out, const Item& item) {
  out.begin_object();
  for (const auto& [name, value] : item) {
    out.key(name);
    write_value(out, value);
  }
  out.end_object();
}

}  // namespace mien::api::dynamodb
