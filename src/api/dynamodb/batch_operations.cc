#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "api/dynamodb/expression/project.h"
#include "api/dynamodb/json_types.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/parts.h"
#include "api/dynamodb/value_json.h"
#include "core/limits.h"

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

constexpr std::string_view kDuplicates = "Provided list of item keys contains duplicates";

struct KeyToGet {
  ItemKey key;
  const bj::value* json;  ///< As it came, to be given back where it is not answered.
};
/// What is wanted of one table.
struct Wanted {
  Table table;
  const bj::object* json;
  std::vector<KeyToGet> keys;
  bool consistent = false;
  std::optional<Projection> projection{};
};

WireResult<Wanted> read_wanted(const Context& context, std::string_view name_text, const bj::value& json) {
  MIEN_TRY(const TableName name, read_table_name(name_text));
  const auto no_keys = [&] {
    return invalid("The list of keys in RequestItems for BatchGetItem is required: " + std::string(name_text) +
                   " has empty list");
  };
  if (json.is_null()) return no_keys();
  MIEN_TRY(const bj::object* members, object_of(json));
  const Input input(*members);
  MIEN_TRY(const bj::array* keys, input.array("Keys"));
  if (keys == nullptr || keys->empty()) return no_keys();
  MIEN_TRY_VOID(refuse_legacy(input, {{"AttributesToGet", ""}}, {"ProjectionExpression"}));
  MIEN_TRY(Table table, find_table(context, name));
  Wanted wanted{.table = std::move(table), .json = members, .keys = {}};
  MIEN_TRY(const auto consistent, input.truth("ConsistentRead"));
  wanted.consistent = consistent.value_or(false);
  MIEN_TRY(Placeholders placeholders, read_placeholders(input, {"ProjectionExpression"}, {}));
  MIEN_TRY(wanted.projection, read_projection(input, wanted.table, placeholders));
  MIEN_TRY_VOID(check_all_used(placeholders));
  std::set<ItemKey> seen;
  for (const bj::value& one : *keys) {
    MIEN_TRY(const Item attributes, read_item(one));
    MIEN_TRY(ItemKey key, read_key(wanted.table, attributes));
    if (!seen.insert(key).second) return invalid(std::string(kDuplicates));
    wanted.keys.push_back({std::move(key), &one});
  }
  return wanted;
}

/// How many elements the arrays of all tables have together.
std::size_t count_keys(const bj::object& tables) {
  std::size_t keys = 0;
  for (const auto& table : tables)
    if (const auto* members = table.value().if_object())
      if (const auto* array = members->if_contains("Keys"))
        if (const auto* list = array->if_array()) keys += list->size();
  return keys;
}

/// Answers keys in their order for as long as there is room.
class BatchGetter {
 public:
  explicit BatchGetter(const Context& context, Capacity capacity) : context_(context), capacity_(capacity) {
    responses_.begin_object();
    unprocessed_.begin_object();
    consumed_.begin_array();
  }

  WireResult<void> get(const Wanted& wanted) {
    responses_.key(wanted.table.name.text()).begin_array();
    double units = 0;
    std::size_t done = 0;
    for (; done < wanted.keys.size() && !is_full(); ++done) {
      MIEN_WIRE_TRY(const std::optional<Item> item, context_.use.get_item.run(wanted.table, wanted.keys[done].key));
      const std::size_t bytes = item ? counted_bytes(*item) : 1;
      if (item && bytes_ + bytes > limits::kBatchGetBytesMax) {
        bytes_ = limits::kBatchGetBytesMax;
        break;
      }
      units += read_units(bytes, wanted.consistent);
      if (!item) continue;
      bytes_ += bytes;
      JsonWriter one;
      write_item(one, wanted.projection ? project(*wanted.projection, *item) : *item);
      const std::string text = one.take();
      text_bytes_ += text.size();
      responses_.raw(text);
    }
    responses_.end_array();
    if (done < wanted.keys.size()) give_back(wanted, done);
    if (capacity_ != Capacity::kNone) write_capacity(consumed_, capacity_, wanted.table, units);
    return {};
  }

  std::string answer() {
    JsonWriter out;
    out.begin_object().key("Responses").raw(responses_.end_object().take());
    out.key("UnprocessedKeys").raw(unprocessed_.end_object().take());
    consumed_.end_array();
    if (capacity_ != Capacity::kNone) out.key("ConsumedCapacity").raw(consumed_.take());
    out.end_object();
    return out.take();
  }

 private:
  bool is_full() const { return bytes_ >= limits::kBatchGetBytesMax || text_bytes_ >= limits::kTableAnswerBytesMax; }

  /// As the request had it, with the keys from `done` on.
  void give_back(const Wanted& wanted, std::size_t done) {
    unprocessed_.key(wanted.table.name.text()).begin_object();
    for (const auto& member : *wanted.json)
      if (member.key() != "Keys" && !member.value().is_null())
        unprocessed_.key({member.key().data(), member.key().size()}).raw(bj::serialize(member.value()));
    unprocessed_.key("Keys").begin_array();
    for (std::size_t i = done; i < wanted.keys.size(); ++i) unprocessed_.raw(bj::serialize(*wanted.keys[i].json));
    unprocessed_.end_array().end_object();
  }

  const Context& context_;
  Capacity capacity_;
  JsonWriter responses_;
  JsonWriter unprocessed_;
  JsonWriter consumed_;
  std::size_t bytes_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace

Reply batch_get_item(const Context& context, const Input& input) {
  MIEN_TRY(const Capacity capacity, read_capacity(input));
  MIEN_TRY(const bj::object* tables, input.object("RequestItems"));
  if (tables == nullptr || tables->empty()) return invalid("BatchGetItem must have some requests set");
  if (count_keys(*tables) > limits::kBatchGetKeysMax)
    return invalid("Too many items requested for the BatchGetItem call");
  std::vector<Wanted> all;
  for (const auto& table : *tables) {
    MIEN_TRY(Wanted wanted, read_wanted(context, {table.key().data(), table.key().size()}, table.value()));
    if (std::ranges::find(all, wanted.table.id, [](const Wanted& one) { return one.table.id; }) != all.end())
      return invalid(std::string(kDuplicates));  // By its name and by its ARN.
    all.push_back(std::move(wanted));
  }
  BatchGetter getter(context, capacity);
  for (const Wanted& wanted : all) {
    if (auto going_on = context.patience.check(); !going_on) return refuse(std::move(going_on).error());
    MIEN_TRY_VOID(getter.get(wanted));
  }
  return getter.answer();
}

namespace {

/// An item to be put, or the key of one to be deleted.
struct WriteRequest {
  bool deletes = false;
  Item item;
};
WireResult<WriteRequest> read_write(const bj::value& json) {
  if (json.is_null()) return invalid("The batch write request list for a table cannot be null or empty");
  MIEN_TRY(const bj::object* members, object_of(json));
  const Input input(*members);
  MIEN_TRY(const std::optional<Input> put, input.structure("PutRequest"));
  MIEN_TRY(const std::optional<Input> deletion, input.structure("DeleteRequest"));
  if (put.has_value() == deletion.has_value())
    return invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
  const bj::value* const content = put ? put->find("Item") : deletion->find("Key");
  if (content == nullptr) return invalid("The supplied Item contains a null AttributeValue");
  MIEN_TRY(Item item, put ? read_new_item(*content) : read_item(*content));
  return WriteRequest{deletion.has_value(), std::move(item)};
}

struct TableWrites {
  TableName name;
  std::vector<WriteRequest> requests;
};
WireResult<std::vector<TableWrites>> read_writes(const bj::object& tables) {
  std::vector<TableWrites> all;
  std::size_t count = 0;
  for (const auto& table : tables) {
    const std::string_view name_text(table.key().data(), table.key().size());
    MIEN_TRY(TableName name, read_table_name(name_text));
    const bj::array* requests = nullptr;
    if (!table.value().is_null()) {
      MIEN_TRY(requests, array_of(table.value()));
    }
    if (requests == nullptr || requests->empty())
      return invalid("The batch write request list for a table cannot be null or empty: " + std::string(name_text));
    count += requests->size();
    if (count > limits::kBatchWriteItemsMax) return invalid("Too many items requested for the BatchWriteItem call");
    TableWrites writes{std::move(name), {}};
    for (const bj::value& one : *requests) {
      MIEN_TRY(WriteRequest request, read_write(one));
      writes.requests.push_back(std::move(request));
    }
    all.push_back(std::move(writes));
  }
  return all;
}

/// The edits of one table, and what they cost.
struct PreparedWrites {
  Table table;
  std::vector<ItemEdit> edits;
  std::vector<std::size_t> bytes;  ///< Of each item, the larger one of old and new.
};
WireResult<void> prepare(const TableWrites& writes, PreparedWrites& prepared) {
  prepared.bytes.resize(writes.requests.size());
  std::set<ItemKey> seen;
  for (std::size_t i = 0; i < writes.requests.size(); ++i) {
    const WriteRequest& request = writes.requests[i];
    MIEN_TRY(ItemKey key,
             request.deletes ? read_key(prepared.table, request.item) : read_key_of_item(prepared.table, request.item));
    if (!seen.insert(key).second) return invalid(std::string(kDuplicates));
    prepared.edits.push_back({std::move(key), [&request, &bytes = prepared.bytes[i]](const Item* old) -> ItemChange {
                                bytes = std::max(old != nullptr ? counted_bytes(*old) : 0,
                                                 request.deletes ? 0 : counted_bytes(request.item));
                                if (request.deletes) return RemoveItem{};
                                return request.item;
                              }});
  }
  return {};
}

}  // namespace

Reply batch_write_item(const Context& context, const Input& input) {
  MIEN_TRY(const Capacity capacity, read_capacity(input));
  MIEN_TRY_VOID(input.word("ReturnItemCollectionMetrics", "returnItemCollectionMetrics", {"SIZE", "NONE"}));
  MIEN_TRY(const bj::object* tables, input.object("RequestItems"));
  if (tables == nullptr || tables->empty()) return invalid("BatchWriteItem cannot have a null or no requests set");
  MIEN_TRY(const std::vector<TableWrites> all, read_writes(*tables));
  std::vector<PreparedWrites> prepared;
  prepared.reserve(all.size());  // Edits point into it.
  for (const TableWrites& writes : all) {
    MIEN_TRY(Table table, find_table(context, writes.name));
    if (std::ranges::find(prepared, table.id, [](const PreparedWrites& one) { return one.table.id; }) != prepared.end())
      return invalid(std::string(kDuplicates));  // By its name and by its ARN.
    prepared.push_back({std::move(table), {}, {}});
    MIEN_TRY_VOID(prepare(writes, prepared.back()));
  }
  JsonWriter consumed;
  consumed.begin_array();
  for (const PreparedWrites& one : prepared) {
    if (auto done = context.use.edit_items.run(one.table, one.edits); !done) return refuse(std::move(done).error());
    double units = 0;
    for (const std::size_t bytes : one.bytes) units += write_units(bytes);
    if (capacity != Capacity::kNone) write_capacity(consumed, capacity, one.table, units);
  }
  JsonWriter out;
  out.begin_object().key("UnprocessedItems").begin_object().end_object();
  if (capacity != Capacity::kNone) out.key("ConsumedCapacity").raw(consumed.end_array().take());
  out.end_object();
  return out.take();
}

}  // namespace mien::api::dynamodb
