#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/dynamodb/expression/bind.h"
#include "api/dynamodb/expression/placeholders.h"
#include "api/dynamodb/expression/token.h"
#include "api/dynamodb/operations.h"
#include "api/json/writer.h"
#include "core/table.h"

/// What several operations read and write in the same way.
namespace mien::api::dynamodb {

/// The name in a name or an ARN of a table. @errors ValidationException
WireResult<TableName> read_table_name(std::string_view text);
/// The table that `TableName` names. @errors ValidationException, ResourceNotFoundException
WireResult<Table> find_table(const Context& context, const Input& input);
WireResult<Table> find_table(const Context& context, const TableName& name);

/// The key of an item that is to be put: of its attributes, those of the key. @errors ValidationException
WireResult<ItemKey> read_key_of_item(const Table& table, const Item& item);
/// The key that `Key` holds, and nothing else. @errors ValidationException
WireResult<ItemKey> read_key(const Table& table, const Item& key);
/// The item in `Item` or the like, with its limits. @errors ValidationException
WireResult<Item> read_new_item(const boost::json::value& json);
/// Of an item that a request has made. @errors ValidationException
WireResult<void> check_new_item(const Item& item);

/// Reads one expression of a request.
template <class Tree>
WireResult<std::optional<Tree>> read_expression(const Input& input, std::string_view parameter,
                                                Parsed<Tree> (*parse)(std::string_view), Placeholders& placeholders) {
  MIEN_TRY(const std::optional<std::string_view> text, input.text(parameter));
  if (!text) return std::nullopt;
  const auto wrong = [&](const std::string& message) {
    return invalid("Invalid " + std::string(parameter) + ": " + message);
  };
  auto tree = parse(*text);
  if (!tree) return wrong(tree.error());
  if (const auto bound = bind(*tree, placeholders); !bound) return wrong(bound.error());
  return *std::move(tree);
}

/// The parameters of an operation that hold expressions, by their names.
using Parameters = std::initializer_list<std::string_view>;

/// `ExpressionAttributeNames` and `ExpressionAttributeValues`. The latter are read where the operation has expressions
/// that take values: `with_values` names them.
WireResult<Placeholders> read_placeholders(const Input& input, Parameters expressions, Parameters with_values);
/// @errors ValidationException  some were used by no expression
WireResult<void> check_all_used(const Placeholders& placeholders);

/// Refuses what came before expressions: `legacy` names it and what is to be used in its place.
struct Legacy {
  std::string_view parameter;
  std::string_view instead;
};
WireResult<void> refuse_legacy(const Input& input, std::initializer_list<Legacy> legacy, Parameters expressions);

/// `ProjectionExpression` or the old `AttributesToGet`. nullopt: all attributes.
WireResult<std::optional<Projection>> read_projection(const Input& input, const Table& table,
                                                      Placeholders& placeholders);

/// What `ReturnConsumedCapacity` asks for.
enum class Capacity : std::uint8_t { kNone, kTotal, kIndexes };
WireResult<Capacity> read_capacity(const Input& input);
/// Writes the structure of one table.
void write_capacity(JsonWriter& out, Capacity capacity, const Table& table, double units);
double read_units(std::size_t bytes, bool consistent);
double write_units(std::size_t bytes);

/// Seconds since 1970 with three decimals, as DynamoDB writes times.
void write_time(JsonWriter& out, std::string_view name, Timestamp at);

}  // namespace mien::api::dynamodb
