#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "api/dynamodb/json_types.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/parts.h"
#include "core/limits.h"

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

using Types = std::map<std::string, AttributeType, std::less<>>;

/// `AttributeDefinitions` by name.
WireResult<Types> read_types(const Input& input) {
  MIEN_TRY(const bj::array* definitions, input.array("AttributeDefinitions"));
  if (definitions == nullptr) return invalid("No Attribute Schema Defined");
  Types types;
  for (const bj::value& one : *definitions) {
    MIEN_TRY(const bj::object* members, object_of(one));
    const Input definition(*members);
    MIEN_TRY(const auto name, definition.text("AttributeName"));
    MIEN_TRY(const auto type_name, definition.text("AttributeType"));
    if (!type_name) return invalid("Invalid Attribute value. Must contain exactly one of the supported datatypes.");
    if (*type_name != "S" && *type_name != "N" && *type_name != "B")
      return invalid("Member must satisfy enum value set: [B, N, S]");
    if (!name || name->empty() || name->size() > limits::kKeyAttributeNameBytesMax)
      return invalid(
          "Names of key attributes and attributes projected into an index must be between 1 and 255 characters, "
          "inclusive");
    if (!types.emplace(*name, *attribute_type(*type_name)).second)
      return invalid("Cannot have two attributes with the same name");
  }
  return types;
}

struct KeyNames {
  std::vector<std::string> hash;
  std::vector<std::string> range;
};
WireResult<KeyNames> read_key_names(const Input& input) {
  MIEN_TRY(const bj::array* schema, input.array("KeySchema"));
  if (schema == nullptr)
    return invalid(
        "No defined key schema.  A key schema containing at least a hash key must be defined for all tables");
  if (schema->size() > 2)
    return invalid("Key Schema too big.  Key Schema must at most consist of the hash and range key of a table");
  KeyNames names;
  for (const bj::value& one : *schema) {
    MIEN_TRY(const bj::object* members, object_of(one));
    const Input element(*members);
    MIEN_TRY(const auto name, element.text("AttributeName"));
    MIEN_TRY(const auto type, element.text("KeyType"));
    if (type == "HASH") names.hash.emplace_back(name.value_or(""));
    if (type == "RANGE") names.range.emplace_back(name.value_or(""));
  }
  if (names.hash.empty())
    return invalid("No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key");
  if (names.hash.size() > 1)
    return invalid("Too many hash keys specified.  All Dynamo DB tables must have exactly one hash key");
  if (!names.range.empty() && names.range[0] == names.hash[0]) return invalid("Two keys can not have the same name");
  return names;
}

WireResult<KeyAttribute> key_attribute(const Types& types, const std::string& name, std::string_view which) {
  const auto found = types.find(name);
  if (found == types.end())
    return invalid(std::string(which) + " Key not specified in Attribute Definitions.  Type unknown.");
  return KeyAttribute{name, found->second};
}

WireResult<Throughput> read_throughput(const Input& provisioned) {
  MIEN_TRY(const auto read, provisioned.integer("ReadCapacityUnits"));
  MIEN_TRY(const auto write, provisioned.integer("WriteCapacityUnits"));
  if (read.value_or(0) < 1 || write.value_or(0) < 1)
    return invalid("Table read and write throughput must be at least 1, and cannot be null");
  return Throughput{*read, *write};
}

/// nullopt: paid per request.
WireResult<std::optional<Throughput>> read_billing(const Input& input) {
  MIEN_TRY(const auto mode, input.word("BillingMode", "billingMode", {"PROVISIONED", "PAY_PER_REQUEST"}));
  if (mode == "PAY_PER_REQUEST") return std::nullopt;
  MIEN_TRY(const auto provisioned, input.structure("ProvisionedThroughput"));
  if (!provisioned) return invalid("No provisioned throughput specified for the table");
  return read_throughput(*provisioned);
}

bool is_empty(const bj::value& value) {
  if (const auto* array = value.if_array()) return array->empty();
  const auto* object = value.if_object();
  return object != nullptr && object->empty();
}

/// Whether a structure such as StreamSpecification says that it is wanted.
WireResult<void> refuse_enabled(const Input& input, std::string_view parameter, std::string_view member,
                                std::string_view what) {
  MIEN_TRY(const auto structure, input.structure(parameter));
  if (!structure) return {};
  MIEN_TRY(const auto enabled, structure->truth(member));
  if (enabled.value_or(false)) return invalid("Mien does not implement " + std::string(what) + ".");
  return {};
}

/// What Mien has not and does not keep silent about: a table without it would not be the one that was asked for.
WireResult<void> refuse_what_is_missing(const Input& input) {
  MIEN_TRY(const bj::array* global, input.array("GlobalSecondaryIndexes"));
  if (global != nullptr && global->empty()) return invalid("GSI list is empty/invalid");
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kMissing{{
      {"GlobalSecondaryIndexes", "secondary indexes"},
      {"LocalSecondaryIndexes", "secondary indexes"},
      {"GlobalSecondaryIndexUpdates", "secondary indexes"},
      {"ReplicaUpdates", "replicas"},
      {"Tags", "tags"},
      {"OnDemandThroughput", "limits of throughput"},
      {"WarmThroughput", "warm throughput"},
      {"ResourcePolicy", "resource policies"},
      {"MultiRegionConsistency", "replicas"},
      {"GlobalTableWitnessUpdates", "replicas"},
      {"GlobalTableSourceArn", "replicas"},
      {"GlobalTableSettingsReplicationMode", "replicas"},
  }};
  for (const auto& [parameter, what] : kMissing) {
    const bj::value* const value = input.find(parameter);
    if (value != nullptr && !is_empty(*value)) return invalid("Mien does not implement " + std::string(what) + ".");
  }
  MIEN_TRY(const auto table_class, input.word("TableClass", "tableClass", {"STANDARD", "STANDARD_INFREQUENT_ACCESS"}));
  if (table_class == "STANDARD_INFREQUENT_ACCESS") return invalid("Mien does not implement table classes.");
  MIEN_TRY_VOID(refuse_enabled(input, "SSESpecification", "Enabled", "encryption of tables with keys of their own"));
  return refuse_enabled(input, "StreamSpecification", "StreamEnabled", "streams");
}

void write_key_schema(JsonWriter& out, const Table& table) {
  out.key("KeySchema").begin_array();
  out.begin_object().member("AttributeName", table.partition.name).member("KeyType", "HASH").end_object();
  if (table.sort) out.begin_object().member("AttributeName", table.sort->name).member("KeyType", "RANGE").end_object();
  out.end_array();
}

void write_definition(JsonWriter& out, const KeyAttribute& attribute) {
  out.begin_object().member("AttributeName", attribute.name);
  out.member("AttributeType", mien::name_of(attribute.type)).end_object();
}

std::string describe(const Account& account, const Table& table, std::string_view member) {
  JsonWriter out;
  out.begin_object().key(member).begin_object();
  out.key("AttributeDefinitions").begin_array();
  write_definition(out, table.partition);
  if (table.sort) write_definition(out, *table.sort);
  out.end_array().member("TableName", table.name.text());
  write_key_schema(out, table);
  out.member("TableStatus", "ACTIVE");
  write_time(out, "CreationDateTime", table.created);
  const Throughput units = table.provisioned.value_or(Throughput{0, 0});
  out.key("ProvisionedThroughput").begin_object().key("NumberOfDecreasesToday").integer(0);
  out.key("ReadCapacityUnits").integer(units.read_units).key("WriteCapacityUnits").integer(units.write_units);
  out.end_object().key("TableSizeBytes").unsigned_integer(table.bytes);
  out.key("ItemCount").unsigned_integer(table.item_count);
  out.member("TableArn", "arn:aws:dynamodb:" + account.region + ":" + account.id + ":table/" + table.name.text());
  out.member("TableId", table.id.text());
  if (!table.provisioned) {
    out.key("BillingModeSummary").begin_object().member("BillingMode", "PAY_PER_REQUEST");
    write_time(out, "LastUpdateToPayPerRequestDateTime", table.created);
    out.end_object();
  }
  out.key("DeletionProtectionEnabled").boolean(table.deletion_protected);
  out.end_object().end_object();
  return out.take();
}

}  // namespace

Reply create_table(const Context& context, const Input& input) {
  MIEN_TRY(const auto text, input.text("TableName"));
  MIEN_TRY(TableName name, read_table_name(text.value_or("")));
  MIEN_TRY(const Types types, read_types(input));
  MIEN_TRY(const KeyNames names, read_key_names(input));
  MIEN_TRY(KeyAttribute partition, key_attribute(types, names.hash[0], "Hash"));
  std::optional<KeyAttribute> sort;
  if (!names.range.empty()) {
    MIEN_TRY(sort, key_attribute(types, names.range[0], "Range"));
  }
  MIEN_TRY_VOID(refuse_what_is_missing(input));
  if (types.size() != (sort ? 2U : 1U))
    return invalid(
        "The number of attributes in key schema must match the number of attributes defined in attribute definitions.");
  MIEN_TRY(const std::optional<Throughput> provisioned, read_billing(input));
  MIEN_TRY(const auto protection, input.truth("DeletionProtectionEnabled"));
  MIEN_WIRE_TRY(const Table table, context.use.create_table.run({.name = std::move(name),
                                                                 .partition = std::move(partition),
                                                                 .sort = std::move(sort),
                                                                 .provisioned = provisioned,
                                                                 .deletion_protected = protection.value_or(false),
                                                                 .actor = context.actor}));
  return describe(context.account, table, "TableDescription");
}

Reply describe_table(const Context& context, const Input& input) {
  MIEN_TRY(const Table table, find_table(context, input));
  return describe(context.account, table, "Table");
}

Reply update_table(const Context& context, const Input& input) {
  MIEN_TRY(const Table table, find_table(context, input));
  MIEN_TRY_VOID(refuse_what_is_missing(input));
  TableStore::Changes changes;
  MIEN_TRY(changes.deletion_protected, input.truth("DeletionProtectionEnabled"));
  if (input.has("BillingMode") || input.has("ProvisionedThroughput")) {
    MIEN_TRY(const std::optional<Throughput> provisioned, read_billing(input));
    changes.provisioned = provisioned;
  }
  if (!changes.deletion_protected && !changes.provisioned)
    return invalid("At least one of DeletionProtectionEnabled, BillingMode and ProvisionedThroughput is required");
  MIEN_WIRE_TRY(const Table updated, context.use.update_table.run(table.name, changes));
  return describe(context.account, updated, "TableDescription");
}

Reply delete_table(const Context& context, const Input& input) {
  MIEN_TRY(const Table table, find_table(context, input));
  MIEN_WIRE_TRY(const TableStore::Removal removal, context.use.delete_table.run(table.name, context.actor));
  if (!removal.removed)
    return invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
  return describe(context.account, removal.table, "TableDescription");
}

Reply list_tables(const Context& context, const Input& input) {
  MIEN_TRY(const auto after, input.text("ExclusiveStartTableName"));
  MIEN_TRY(const auto limit, input.integer("Limit"));
  if (limit && *limit < 1) return invalid("Limit must be greater than or equal to 1");
  if (limit && *limit > static_cast<std::int64_t>(limits::kListTablesMax))
    return invalid("Limit in ListTables must be <= 100");
  if (after) MIEN_TRY_VOID(read_table_name(*after));
  MIEN_WIRE_TRY(const app::ListTables::Listed listed,
                context.use.list_tables.run(std::string(after.value_or("")),
                                            limit ? static_cast<std::size_t>(*limit) : limits::kListTablesMax));
  JsonWriter out;
  out.begin_object().key("TableNames").begin_array();
  for (const TableName& name : listed.names) out.string(name.text());
  out.end_array();
  if (listed.more) out.member("LastEvaluatedTableName", listed.names.back().text());
  out.end_object();
  return out.take();
}

/// No item of any table ever expires.
Reply describe_time_to_live(const Context& context, const Input& input) {
  MIEN_TRY_VOID(find_table(context, input));
  return R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})";
}

}  // namespace mien::api::dynamodb
