#include <utility>

#include "api/dynamodb/expression/evaluate.h"
#include "api/dynamodb/expression/key_condition.h"
#include "api/dynamodb/expression/project.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/parts.h"
#include "api/dynamodb/value_json.h"
#include "core/limits.h"

namespace mien::api::dynamodb {
namespace {

/// What Query and Scan have in common.
struct Reading {
  Table table;
  std::optional<std::size_t> limit{};
  bool consistent = false;
  bool counts_only = false;
  Capacity capacity = Capacity::kNone;
  std::optional<Condition> filter{};
  std::optional<Projection> projection{};
};

WireResult<std::optional<std::size_t>> read_limit(const Input& input) {
  MIEN_TRY(const auto limit, input.integer("Limit"));
  if (!limit) return std::nullopt;
  if (*limit < 1) return invalid("Limit must be greater than or equal to 1");
  return static_cast<std::size_t>(*limit);
}

WireResult<void> refuse_index(const Input& input) {
  MIEN_TRY(const auto index, input.text("IndexName"));
  if (index) return invalid("The table does not have the specified index: " + std::string(*index));
  return {};
}

/// Sets `counts_only`.
WireResult<void> read_select(const Input& input, Reading& reading) {
  MIEN_TRY(const auto select, input.text("Select"));
  if (!select) return {};
  const bool projects = reading.projection.has_value();
  const std::string parameter = input.has("ProjectionExpression") ? "ProjectionExpression" : "AttributesToGet";
  if (*select == "COUNT") {
    if (projects) return invalid("Cannot specify the " + parameter + " when choosing to get only the Count");
    reading.counts_only = true;
    return {};
  }
  if (*select == "ALL_ATTRIBUTES") {
    if (projects) return invalid("Cannot specify the " + parameter + " when choosing to get ALL_ATTRIBUTES");
    return {};
  }
  if (*select == "SPECIFIC_ATTRIBUTES") {
    if (projects) return {};
    return invalid("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (*select == "ALL_PROJECTED_ATTRIBUTES") {
    if (projects) return invalid("Cannot specify the " + parameter + " when choosing to get ALL_PROJECTED_ATTRIBUTES");
    return invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  return invalid("Select must be ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES, COUNT, or SPECIFIC_ATTRIBUTES");
}

/// Where the page before ended. nullopt: this is the first.
WireResult<std::optional<Item>> read_start(const Input& input, const Table& table) {
  const auto* const json = input.find("ExclusiveStartKey");
  if (json == nullptr) return std::nullopt;
  MIEN_TRY(Item start, read_item(*json));
  if (start.size() != (table.sort ? 2U : 1U))
    return invalid("Exclusive Start Key must have same size as table's key schema");
  const auto key = key_of(table, start);
  if (key) return start;
  switch (key.error().problem) {
    case KeyFault::Problem::kMissing:
      return invalid("The provided starting key is invalid");
    case KeyFault::Problem::kWrongType:
      return invalid("Type mismatch for attribute to update");
    case KeyFault::Problem::kEmpty:
    case KeyFault::Problem::kTooLong:
      break;
  }
  auto refused = read_key_of_item(table, start);
  refused.error().message.insert(0, "The provided starting key is invalid: ");
  return std::unexpected(std::move(refused).error());
}

/// One page of items as it grows.
class PageOfItems {
 public:
  PageOfItems(const Reading& reading, const Patience& patience) : reading_(reading), patience_(patience) {
    items_.begin_array();
  }

  /// Takes the next item. False: the page ends with it. @errors those of the filter
  Result<bool> take(const Item& item) {
    ++scanned_;
    bytes_ += counted_bytes(item);
    bool kept = true;
    if (reading_.filter) {
      MIEN_TRY(kept, holds(*reading_.filter, item, patience_));
    }
    if (kept) {
      ++count_;
      if (!reading_.counts_only) {
        JsonWriter one;
        write_item(one, reading_.projection ? project(*reading_.projection, item) : item);
        const std::string text = one.take();
        text_bytes_ += text.size();
        items_.raw(text);
      }
    }
    const bool full = scanned_ == reading_.limit || bytes_ >= limits::kTablePageBytesMax ||
                      text_bytes_ >= limits::kTableAnswerBytesMax;
    if (full) last_ = key_item(reading_.table, item);
    return !full;
  }

  std::string answer() {
    JsonWriter out;
    out.begin_object();
    if (!reading_.counts_only) out.key("Items").raw(items_.end_array().take());
    out.key("Count").unsigned_integer(count_).key("ScannedCount").unsigned_integer(scanned_);
    if (last_) {
      out.key("LastEvaluatedKey");
      write_item(out, *last_);
    }
    if (reading_.capacity != Capacity::kNone) {
      out.key("ConsumedCapacity");
      write_capacity(out, reading_.capacity, reading_.table, read_units(bytes_, reading_.consistent));
    }
    out.end_object();
    return out.take();
  }

 private:
  const Reading& reading_;
  const Patience& patience_;
  JsonWriter items_;
  std::size_t scanned_ = 0;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  std::size_t text_bytes_ = 0;
  std::optional<Item> last_;
};

Reply read_page(const Context& context, const Reading& reading, const ItemRange& range) {
  PageOfItems page(reading, context.patience);
  std::optional<Error> stopped;
  const auto visit = [&](const Item& item) {
    const auto more = page.take(item);
    if (!more) stopped = more.error();
    return more && *more;
  };
  if (auto done = context.use.read_items.run(reading.table, range, visit); !done)
    return refuse(std::move(done).error());
  if (stopped) return refuse(*std::move(stopped));
  return page.answer();
}

WireResult<void> read_common(const Input& input, Reading& reading) {
  MIEN_TRY(const auto consistent, input.truth("ConsistentRead"));
  reading.consistent = consistent.value_or(false);
  MIEN_TRY(reading.capacity, read_capacity(input));
  return {};
}

WireResult<std::optional<Condition>> read_filter(const Input& input, Placeholders& placeholders) {
  return read_expression(input, "FilterExpression", parse_condition, placeholders);
}

/// Sets the place of the range that the query goes on from.
WireResult<void> start_query(const Input& input, const Table& table, const KeyRange& keys, ItemRange& range) {
  MIEN_TRY(const std::optional<Item> start, read_start(input, table));
  if (!start) return {};
  ItemKey key = *key_of(table, *start);
  const bool inside = key.partition == keys.partition_bytes && key.sort >= keys.sort_from &&
                      (!keys.sort_before || key.sort < *keys.sort_before);
  if (!inside) return invalid("The provided starting key does not match the range key predicate");
  range.after = std::move(key);
  return {};
}

}  // namespace

Reply query(const Context& context, const Input& input) {
  static const Parameters kExpressions = {"ProjectionExpression", "FilterExpression", "KeyConditionExpression"};
  MIEN_TRY(Table table, find_table(context, input));
  Reading reading{.table = std::move(table)};
  MIEN_TRY_VOID(refuse_index(input));
  MIEN_TRY(reading.limit, read_limit(input));
  MIEN_TRY_VOID(read_common(input, reading));
  MIEN_TRY_VOID(refuse_legacy(input,
                              {{"AttributesToGet", ""},
                               {"QueryFilter", "FilterExpression"},
                               {"ConditionalOperator", "FilterExpression"},
                               {"KeyConditions", "KeyConditionExpression"}},
                              kExpressions));
  MIEN_TRY(Placeholders placeholders,
           read_placeholders(input, kExpressions, {"FilterExpression", "KeyConditionExpression"}));
  MIEN_TRY(reading.filter, read_filter(input, placeholders));
  MIEN_TRY(reading.projection, read_projection(input, reading.table, placeholders));
  MIEN_TRY(const auto condition, read_expression(input, "KeyConditionExpression", parse_condition, placeholders));
  if (!condition)
    return invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  MIEN_TRY_VOID(check_all_used(placeholders));
  auto keys = key_range_of(*condition, reading.table);
  if (!keys) return invalid(std::move(keys).error());

  ItemRange range{.partition = keys->partition_bytes,
                  .sort_from = keys->sort_from,
                  .sort_before = keys->sort_before,
                  .patience = context.patience};
  MIEN_TRY_VOID(start_query(input, reading.table, *keys, range));
  if (reading.filter)
    if (const auto whole = check_key_attributes_whole(*reading.filter, reading.table); !whole)
      return invalid(whole.error());
  if (reading.filter)
    if (const auto key = key_attribute_in(*reading.filter, reading.table))
      return invalid("Filter Expression can only contain non-primary key attributes: Primary key attribute: " + *key);
  MIEN_TRY_VOID(read_select(input, reading));
  MIEN_TRY(const auto forward, input.truth("ScanIndexForward"));
  if (!forward.value_or(true)) range.direction = ItemRange::Direction::kBackward;
  return read_page(context, reading, range);
}

namespace {

WireResult<Segment> read_segment(const Input& input) {
  MIEN_TRY(const auto index, input.integer("Segment"));
  MIEN_TRY(const auto total, input.integer("TotalSegments"));
  if (!index && !total) return Segment{};
  if (!total) return invalid("If segment is specified, total segment must also be specified");
  if (!index)
    return invalid("If total segments is specified, a particular segment must also be specified for this request");
  const auto refuse_value = [](std::string_view member, std::int64_t value, std::int64_t most) {
    return invalid("1 validation error detected: Value '" + std::to_string(value) + "' at '" + std::string(member) +
                   "' failed to satisfy constraint: Member must have value less than or equal to " +
                   std::to_string(most));
  };
  if (*total > std::int64_t{limits::kScanSegmentsMax})
    return refuse_value("totalSegments", *total, limits::kScanSegmentsMax);
  if (*index < 0 || *index >= *total) return refuse_value("segment", *index, *total - 1);
  return Segment{static_cast<std::uint32_t>(*index), static_cast<std::uint32_t>(*total)};
}

}  // namespace

Reply scan(const Context& context, const Input& input) {
  static const Parameters kExpressions = {"ProjectionExpression", "FilterExpression"};
  MIEN_TRY(Table table, find_table(context, input));
  Reading reading{.table = std::move(table)};
  MIEN_TRY_VOID(refuse_index(input));
  MIEN_TRY(reading.limit, read_limit(input));
  MIEN_TRY_VOID(read_common(input, reading));
  MIEN_TRY_VOID(refuse_legacy(
      input, {{"AttributesToGet", ""}, {"ScanFilter", "FilterExpression"}, {"ConditionalOperator", "FilterExpression"}},
      kExpressions));
  MIEN_TRY(Placeholders placeholders, read_placeholders(input, kExpressions, {"FilterExpression"}));
  MIEN_TRY(reading.filter, read_filter(input, placeholders));
  MIEN_TRY(reading.projection, read_projection(input, reading.table, placeholders));
  MIEN_TRY_VOID(check_all_used(placeholders));
  if (reading.filter)
    if (const auto whole = check_key_attributes_whole(*reading.filter, reading.table); !whole)
      return invalid(whole.error());
  ItemRange range{.patience = context.patience};
  MIEN_TRY(range.segment, read_segment(input));
  MIEN_TRY(const std::optional<Item> start, read_start(input, reading.table));
  if (start) {
    range.after = *key_of(reading.table, *start);
    if (!range.segment.contains(scan_position(range.after->partition)))
      return invalid("Exclusive start key must lie within the segment");
  }
  MIEN_TRY_VOID(read_select(input, reading));
  return read_page(context, reading, range);
}

}  // namespace mien::api::dynamodb
