#include "api/dynamodb/parts.h"

#include <algorithm>
#include <utility>

#include "api/dynamodb/expression/key_condition.h"
#include "api/dynamodb/json_types.h"
#include "api/dynamodb/value_json.h"
#include "core/limits.h"

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

constexpr std::string_view kBadTableName =
    "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the "
    "characters a-z, A-Z, 0-9, '_', '-', and '.'";

bool is_given(const Input& input, std::string_view parameter) { return input.has(parameter); }

/// "{A, B}" of those that are given.
std::string given(const Input& input, Parameters parameters) {
  std::string out;
  for (const std::string_view parameter : parameters)
    if (is_given(input, parameter)) out.append(out.empty() ? "" : ", ").append(parameter);
  return "{" + out + "}";
}

std::unexpected<Refusal> refuse_key(const KeyFault& fault) {
  switch (fault.problem) {
    case KeyFault::Problem::kMissing:
      return invalid("One of the required keys was not given a value");
    case KeyFault::Problem::kWrongType:
      return invalid("One or more parameter values were invalid: Type mismatch for key");
    case KeyFault::Problem::kEmpty:
      return invalid(
          "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
          "empty " +
          std::string(fault.attribute.type == AttributeType::kB ? "binary" : "string") +
          " value. Key: " + fault.attribute.name);
    case KeyFault::Problem::kTooLong:
      break;
  }
  return invalid(
      "Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes");
}

constexpr std::string_view kTooDeep = "Nesting Levels have exceeded supported limits";
constexpr std::string_view kItemTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

WireResult<void> check_depth(const Item& item, std::string_view message) {
  if (std::ranges::none_of(item, [](const auto& member) { return depth_of(member.second) > limits::kItemDepthMax; }))
    return {};
  return invalid(std::string(message));
}

WireResult<std::string> read_name(std::string_view key, const bj::value& json) {
  const std::string where = " for key " + std::string(key);
  const std::string prefix = "ExpressionAttributeNames contains invalid value: ";
  if (json.is_null()) return invalid(prefix + "null" + where);
  MIEN_TRY(const std::string_view name, text_of(json));
  if (name.empty()) return invalid(prefix + "Empty attribute name" + where);
  if (name.size() > limits::kAttributeNameBytesMax)
    return invalid(prefix + "Attribute name is too large, must be less than 65536 bytes" + where);
  return std::string(name);
}

WireResult<AttributeValue> read_placeholder_value(std::string_view key, const bj::value& json) {
  auto value = json.is_null() ? read_value(bj::object()) : read_value(json);
  // One level more than in an item, where it may come to lie in nothing deeper than an attribute.
  if (value && depth_of(*value) > limits::kItemDepthMax + 1) value = invalid(std::string(kItemTooDeep));
  if (!value && value.error().error.aws_name == kValidation.aws_name)
    value.error().message =
        "ExpressionAttributeValues contains invalid value: " + value.error().message + " for key " + std::string(key);
  return value;
}

template <class Read>
auto read_map(const Input& input, std::string_view parameter, char mark, const Read& read)
    -> WireResult<std::map<std::string, typename decltype(read({}, {}))::value_type, std::less<>>> {
  std::map<std::string, typename decltype(read({}, {}))::value_type, std::less<>> out;
  MIEN_TRY(const bj::object* members, input.object(parameter));
  if (members == nullptr) return out;
  const std::string name(parameter);
  if (members->empty()) return invalid(name + " must not be empty");
  for (const auto& member : *members) {
    const std::string_view key(member.key().data(), member.key().size());
    if (key.size() > limits::kPlaceholderBytesMax)
      return invalid(name +
                     " contains invalid key: The expression attribute map contains a key that is too long; size of "
                     "key: " +
                     std::to_string(key.size()));
    if (!is_placeholder(key, mark))
      return invalid(name + " contains invalid key: Syntax error; key: \"" + std::string(key) + "\"");
    MIEN_TRY(auto value, read(key, member.value()));
    out.emplace(key, std::move(value));
  }
  return out;
}

}  // namespace

WireResult<TableName> read_table_name(std::string_view text) {
  constexpr std::string_view kMark = ":table/";
  if (text.starts_with("arn:"))
    if (const std::size_t at = text.find(kMark); at != std::string_view::npos) text = text.substr(at + kMark.size());
  auto name = TableName::parse(text);
  if (!name) return invalid(std::string(kBadTableName));
  return *std::move(name);
}

WireResult<Table> find_table(const Context& context, const Input& input) {
  MIEN_TRY(const std::optional<std::string_view> text, input.text("TableName"));
  if (!text) return invalid("Value null at 'tableName' failed to satisfy constraint: Member must not be null");
  MIEN_TRY(const TableName name, read_table_name(*text));
  return find_table(context, name);
}

WireResult<Table> find_table(const Context& context, const TableName& name) {
  MIEN_WIRE_TRY(Table table, context.use.describe_table.run(name));
  return table;
}

WireResult<ItemKey> read_key_of_item(const Table& table, const Item& item) {
  auto key = key_of(table, item);
  if (key) return *std::move(key);
  const KeyFault& fault = key.error();
  if (fault.problem == KeyFault::Problem::kWrongType && item.at(fault.attribute.name).type() > AttributeType::kB)
    return invalid("Invalid attribute value type");
  return refuse_key(fault);
}

WireResult<ItemKey> read_key(const Table& table, const Item& key) {
  if (key.size() != (table.sort ? 2U : 1U)) return invalid("The number of conditions on the keys is invalid");
  return read_key_of_item(table, key);
}

WireResult<Item> read_new_item(const bj::value& json) {
  MIEN_TRY(Item item, read_item(json));
  MIEN_TRY_VOID(check_depth(item, kItemTooDeep));
  if (counted_bytes(item) > limits::kItemBytesMax) return invalid("Item size has exceeded the maximum allowed size");
  return item;
}

WireResult<void> check_new_item(const Item& item) {
  MIEN_TRY_VOID(check_depth(item, kTooDeep));
  if (counted_bytes(item) > limits::kItemBytesMax)
    return invalid("Item size to update has exceeded the maximum allowed size");
  return {};
}

WireResult<Placeholders> read_placeholders(const Input& input, Parameters expressions, Parameters with_values) {
  const auto is_there = [&](std::string_view parameter) { return is_given(input, parameter); };
  if (is_there("ExpressionAttributeNames") && std::ranges::none_of(expressions, is_there))
    return invalid("ExpressionAttributeNames can only be specified when using expressions");
  MIEN_TRY(Placeholders::Names names, read_map(input, "ExpressionAttributeNames", '#', read_name));
  if (with_values.size() == 0) return Placeholders(std::move(names), {});
  if (is_there("ExpressionAttributeValues") && std::ranges::none_of(with_values, is_there)) {
    std::string all;
    for (const std::string_view one : with_values) all.append(all.empty() ? "" : " and ").append(one);
    return invalid("ExpressionAttributeValues can only be specified when using expressions: " + all +
                   (with_values.size() == 1 ? " is null" : " are null"));
  }
  MIEN_TRY(Placeholders::Values values, read_map(input, "ExpressionAttributeValues", ':', read_placeholder_value));
  return Placeholders(std::move(names), std::move(values));
}

WireResult<void> check_all_used(const Placeholders& placeholders) {
  if (auto unused = placeholders.unused()) return invalid(*std::move(unused));
  return {};
}

WireResult<void> refuse_legacy(const Input& input, std::initializer_list<Legacy> legacy, Parameters expressions) {
  std::string found;
  for (const Legacy& one : legacy)
    if (is_given(input, one.parameter)) found.append(found.empty() ? "" : ", ").append(one.parameter);
  if (found.empty()) return {};
  if (std::ranges::any_of(expressions, [&](std::string_view one) { return is_given(input, one); }))
    return invalid(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {" +
        found + "} Expression parameters: " + given(input, expressions));
  for (const Legacy& one : legacy)
    if (is_given(input, one.parameter) && !one.instead.empty())
      return invalid("Mien does not implement the legacy parameter " + std::string(one.parameter) + ": use " +
                     std::string(one.instead) + ".");
  return {};
}

WireResult<std::optional<Projection>> read_projection(const Input& input, const Table& table,
                                                      Placeholders& placeholders) {
  MIEN_TRY(const bj::array* names, input.array("AttributesToGet"));
  if (names == nullptr) {
    MIEN_TRY(auto projection, read_expression(input, "ProjectionExpression", parse_projection, placeholders));
    if (projection)
      if (const auto whole = check_key_attributes_whole(*projection, table); !whole) return invalid(whole.error());
    return projection;
  }
  if (names->empty()) return invalid("AttributesToGet cannot be empty");
  Projection projection;
  for (const bj::value& one : *names) {
    MIEN_TRY(const std::string_view name, text_of(one));
    DocumentPath path{.steps = {{.name = std::string(name)}}};
    if (std::ranges::find(projection, path) != projection.end())
      return invalid("Cannot have two attributes with the same name");
    projection.push_back(std::move(path));
  }
  return projection;
}

WireResult<Capacity> read_capacity(const Input& input) {
  MIEN_TRY(const auto word,
           input.word("ReturnConsumedCapacity", "returnConsumedCapacity", {"INDEXES", "TOTAL", "NONE"}));
  if (!word || *word == "NONE") return Capacity::kNone;
  return *word == "TOTAL" ? Capacity::kTotal : Capacity::kIndexes;
}

void write_capacity(JsonWriter& out, Capacity capacity, const Table& table, double units) {
  out.begin_object().member("TableName", table.name.text()).key("CapacityUnits").number(units);
  if (capacity == Capacity::kIndexes) out.key("Table").begin_object().key("CapacityUnits").number(units).end_object();
  out.end_object();
}

double read_units(std::size_t bytes, bool consistent) {
  constexpr std::size_t kUnitBytes = 4096;
  const std::size_t units = (bytes + kUnitBytes - 1) / kUnitBytes;
  return static_cast<double>(units) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes) {
  constexpr std::size_t kUnitBytes = 1024;
  return static_cast<double>(std::max<std::size_t>(1, (bytes + kUnitBytes - 1) / kUnitBytes));
}

void write_time(JsonWriter& out, std::string_view name, Timestamp at) {
  const auto ms = at.time_since_epoch().count();
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  out.key(name).raw(std::to_string(ms / 1000) + "." + fraction);
}

}  // namespace mien::api::dynamodb
