#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/account.h"
#include "api/dynamodb/input.h"
#include "api/dynamodb/wire_error.h"
#include "app/tables/items.h"
#include "app/tables/tables.h"
#include "core/patience.h"

namespace mien::api::dynamodb {

enum class Operation : std::uint8_t {
  kBatchGetItem,
  kBatchWriteItem,
  kCreateTable,
  kDeleteItem,
  kDeleteTable,
  kDescribeTable,
  kDescribeTimeToLive,
  kGetItem,
  kListTables,
  kPutItem,
  kQuery,
  kScan,
  kUpdateItem,
  kUpdateTable,
};
std::string_view name_of(Operation operation);
std::optional<Operation> find_operation(std::string_view name);
/// Whether DynamoDB has an operation of this name that Mien has not.
bool is_known_to_the_service(std::string_view name);

/// What the operations need; all borrowed.
struct UseCases {
  const app::CreateTable& create_table;
  const app::DescribeTable& describe_table;
  const app::ListTables& list_tables;
  const app::UpdateTable& update_table;
  const app::DeleteTable& delete_table;
  const app::GetTableItem& get_item;
  const app::EditTableItems& edit_items;
  const app::ReadTableItems& read_items;
};

struct Context {
  const UseCases& use;
  const Account& account;
  std::string actor;
  Patience patience{};
};

Reply create_table(const Context& context, const Input& input);
Reply delete_table(const Context& context, const Input& input);
Reply describe_table(const Context& context, const Input& input);
Reply describe_time_to_live(const Context& context, const Input& input);
Reply list_tables(const Context& context, const Input& input);
Reply update_table(const Context& context, const Input& input);

Reply delete_item(const Context& context, const Input& input);
Reply get_item(const Context& context, const Input& input);
Reply put_item(const Context& context, const Input& input);
Reply update_item(const Context& context, const Input& input);

Reply query(const Context& context, const Input& input);
Reply scan(const Context& context, const Input& input);

Reply batch_get_item(const Context& context, const Input& input);
Reply batch_write_item(const Context& context, const Input& input);

}  // namespace mien::api::dynamodb
