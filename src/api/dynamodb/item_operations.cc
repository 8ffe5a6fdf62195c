#include <algorithm>
#include <array>
#include <utility>

#include "api/dynamodb/expression/apply_update.h"
#include "api/dynamodb/expression/evaluate.h"
#include "api/dynamodb/expression/key_condition.h"
#include "api/dynamodb/expression/project.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/parts.h"
#include "api/dynamodb/value_json.h"

namespace mien::api::dynamodb {
namespace {

enum class Returns : std::uint8_t { kNone, kAllOld, kUpdatedOld, kAllNew, kUpdatedNew };

WireResult<Returns> read_returns(const Input& input, bool is_update) {
  MIEN_TRY(const auto word, input.text("ReturnValues"));
  if (!word || *word == "NONE") return Returns::kNone;
  if (*word == "ALL_OLD") return Returns::kAllOld;
  if (is_update && *word == "UPDATED_OLD") return Returns::kUpdatedOld;
  if (is_update && *word == "ALL_NEW") return Returns::kAllNew;
  if (is_update && *word == "UPDATED_NEW") return Returns::kUpdatedNew;
  return invalid("Return values set to invalid value");
}

/// What the writing operations have in common.
struct Writing {
  Returns returns = Returns::kNone;
  Capacity capacity = Capacity::kNone;
  bool shows_item_on_failure = false;
};
WireResult<Writing> read_writing(const Input& input, bool is_update) {
  Writing writing;
  MIEN_TRY(writing.returns, read_returns(input, is_update));
  MIEN_TRY(const auto on_failure, input.word("ReturnValuesOnConditionCheckFailure",
                                             "returnValuesOnConditionCheckFailure", {"ALL_OLD", "NONE"}));
  writing.shows_item_on_failure = on_failure == "ALL_OLD";
  MIEN_TRY_VOID(input.word("ReturnItemCollectionMetrics", "returnItemCollectionMetrics", {"SIZE", "NONE"}));
  MIEN_TRY(writing.capacity, read_capacity(input));
  return writing;
}

WireResult<std::optional<Condition>> read_condition(const Input& input, const Table& table,
                                                    Placeholders& placeholders) {
  MIEN_TRY(auto condition, read_expression(input, "ConditionExpression", parse_condition, placeholders));
  MIEN_TRY_VOID(check_all_used(placeholders));
  if (condition)
    if (const auto whole = check_key_attributes_whole(*condition, table); !whole) return invalid(whole.error());
  return condition;
}

/// What became of an item inside the store's transaction.
struct Outcome {
  std::optional<Item> before{};
  std::optional<Item> after{};
  bool condition_failed = false;
  std::optional<Refusal> refusal{};
};

/// Looks at the item, and where the condition holds lets `change` decide. `outcome` tells what happened.
template <class Change>
ItemChange decide(const Item* old, const std::optional<Condition>& condition, const Patience& patience,
                  Outcome& outcome, const Change& change) {
  if (old != nullptr) outcome.before = *old;
  static const Item kNothing;
  if (condition) {
    // All other writers wait meanwhile: it must not take longer than somebody waits for the answer.
    const auto held = holds(*condition, old != nullptr ? *old : kNothing, patience);
    if (!held) outcome.refusal = refuse(held.error()).error();
    if (held && !*held) outcome.condition_failed = true;
    if (!held || !*held) return KeepItem{};
  }
  return change();
}

WireResult<void> run_edit(const Context& context, const Table& table, ItemEdit edit, const Writing& writing,
                          Outcome& outcome) {
  const std::array edits{std::move(edit)};
  if (auto done = context.use.edit_items.run(table, edits); !done) return refuse(std::move(done).error());
  if (outcome.refusal) return std::unexpected(*std::move(outcome.refusal));
  if (!outcome.condition_failed) return {};
  Refusal refusal{kConditionFailed, "The conditional request failed"};
  if (writing.shows_item_on_failure && outcome.before) {
    JsonWriter out;
    write_item(out, *outcome.before);
    refusal.item_json = out.take();
  }
  return std::unexpected(std::move(refusal));
}

std::string write_answer(const Table& table, const Writing& writing, const std::optional<Item>& attributes,
                         const Outcome& outcome) {
  JsonWriter out;
  out.begin_object();
  if (attributes) {
    out.key("Attributes");
    write_item(out, *attributes);
  }
  if (writing.capacity != Capacity::kNone) {
    const std::size_t bytes = std::max(outcome.before ? counted_bytes(*outcome.before) : 0,
                                       outcome.after ? counted_bytes(*outcome.after) : 0);
    out.key("ConsumedCapacity");
    write_capacity(out, writing.capacity, table, write_units(bytes));
  }
  out.end_object();
  return out.take();
}

WireResult<Item> read_key_attributes(const Input& input) {
  const auto* const key = input.find("Key");
  if (key == nullptr) return invalid("Cannot have null key for GetItem, DeleteItem, or UpdateItem");
  return read_item(*key);
}

constexpr Legacy kExpected{"Expected", "ConditionExpression"};
constexpr Legacy kConditionalOperator{"ConditionalOperator", "ConditionExpression"};

}  // namespace

Reply put_item(const Context& context, const Input& input) {
  MIEN_TRY(const Table table, find_table(context, input));
  MIEN_TRY(const Writing writing, read_writing(input, false));
  MIEN_TRY_VOID(refuse_legacy(input, {kExpected, kConditionalOperator}, {"ConditionExpression"}));
  const auto* const json = input.find("Item");
  if (json == nullptr) return invalid("Item to put in PutItem cannot be null");
  MIEN_TRY(const Item item, read_new_item(*json));
  MIEN_TRY(ItemKey key, read_key_of_item(table, item));
  MIEN_TRY(Placeholders placeholders, read_placeholders(input, {"ConditionExpression"}, {"ConditionExpression"}));
  MIEN_TRY(const std::optional<Condition> condition, read_condition(input, table, placeholders));

  Outcome outcome;
  const auto change = [&](const Item* old) {
    return decide(old, condition, context.patience, outcome, [&] {
      outcome.after = item;
      return ItemChange(item);
    });
  };
  MIEN_TRY_VOID(run_edit(context, table, {std::move(key), change}, writing, outcome));
  return write_answer(table, writing, writing.returns == Returns::kAllOld ? outcome.before : std::nullopt, outcome);
}

Reply delete_item(const Context& context, const Input& input) {
  MIEN_TRY(const Table table, find_table(context, input));
  MIEN_TRY(const Writing writing, read_writing(input, false));
  MIEN_TRY_VOID(refuse_legacy(input, {kExpected, kConditionalOperator}, {"ConditionExpression"}));
  MIEN_TRY(const Item attributes, read_key_attributes(input));
  MIEN_TRY(ItemKey key, read_key(table, attributes));
  MIEN_TRY(Placeholders placeholders, read_placeholders(input, {"ConditionExpression"}, {"ConditionExpression"}));
  MIEN_TRY(const std::optional<Condition> condition, read_condition(input, table, placeholders));

  Outcome outcome;
  const auto change = [&](const Item* old) {
    return decide(old, condition, context.patience, outcome, [] { return ItemChange(RemoveItem{}); });
  };
  MIEN_TRY_VOID(run_edit(context, table, {std::move(key), change}, writing, outcome));
  return write_answer(table, writing, writing.returns == Returns::kAllOld ? outcome.before : std::nullopt, outcome);
}

namespace {

std::optional<Item> returned(Returns returns, const std::optional<Update>& update, const Outcome& outcome) {
  const auto parts = [&](const std::optional<Item>& item) -> std::optional<Item> {
    if (!update || !item) return std::nullopt;
    Item found = touched(*update, *item);
    if (found.empty()) return std::nullopt;
    return found;
  };
  switch (returns) {
    case Returns::kNone:
      return std::nullopt;
    case Returns::kAllOld:
      return outcome.before;
    case Returns::kAllNew:
      return outcome.after;
    case Returns::kUpdatedOld:
      return parts(outcome.before);
    case Returns::kUpdatedNew:
      break;
  }
  return parts(outcome.after);
}

/// The item after the update, which a new one begins with its key.
WireResult<Item> updated(const Table& table, const std::optional<Update>& update, Item item) {
  if (!update) return item;
  for (const UpdateAction& action : update->actions)
    if (const std::string& name = action.path.steps.front().name; is_key_attribute(table, name))
      return invalid("One or more parameter values were invalid: Cannot update attribute " + name +
                     ". This attribute is part of the key");
  auto applied = apply_update(*update, item);
  if (!applied) return invalid(std::move(applied).error());
  MIEN_TRY_VOID(check_new_item(*applied));
  return *std::move(applied);
}

}  // namespace

Reply update_item(const Context& context, const Input& input) {
  static const Parameters kExpressions = {"UpdateExpression", "ConditionExpression"};
  MIEN_TRY(const Table table, find_table(context, input));
  MIEN_TRY(const Writing writing, read_writing(input, true));
  MIEN_TRY_VOID(
      refuse_legacy(input, {{"AttributeUpdates", "UpdateExpression"}, kExpected, kConditionalOperator}, kExpressions));
  MIEN_TRY(const Item attributes, read_key_attributes(input));
  MIEN_TRY(ItemKey key, read_key(table, attributes));
  MIEN_TRY(Placeholders placeholders, read_placeholders(input, kExpressions, kExpressions));
  MIEN_TRY(const auto update, read_expression(input, "UpdateExpression", parse_update, placeholders));
  MIEN_TRY(const std::optional<Condition> condition, read_condition(input, table, placeholders));

  Outcome outcome;
  const auto change = [&](const Item* old) {
    return decide(old, condition, context.patience, outcome, [&]() -> ItemChange {
      auto item = updated(table, update, old != nullptr ? *old : attributes);
      if (!item) {
        outcome.refusal = std::move(item).error();
        return KeepItem{};
      }
      outcome.after = *item;
      return *std::move(item);
    });
  };
  MIEN_TRY_VOID(run_edit(context, table, {std::move(key), change}, writing, outcome));
  return write_answer(table, writing, returned(writing.returns, update, outcome), outcome);
}

Reply get_item(const Context& context, const Input& input) {
  MIEN_TRY(const Table table, find_table(context, input));
  MIEN_TRY_VOID(refuse_legacy(input, {{"AttributesToGet", ""}}, {"ProjectionExpression"}));
  MIEN_TRY(const Capacity capacity, read_capacity(input));
  MIEN_TRY(const auto consistent, input.truth("ConsistentRead"));
  MIEN_TRY(Placeholders placeholders, read_placeholders(input, {"ProjectionExpression"}, {}));
  MIEN_TRY(const std::optional<Projection> projection, read_projection(input, table, placeholders));
  MIEN_TRY_VOID(check_all_used(placeholders));
  MIEN_TRY(const Item attributes, read_key_attributes(input));
  MIEN_TRY(const ItemKey key, read_key(table, attributes));
  MIEN_WIRE_TRY(const std::optional<Item> item, context.use.get_item.run(table, key));

  JsonWriter out;
  out.begin_object();
  if (item) {
    out.key("Item");
    write_item(out, projection ? project(*projection, *item) : *item);
  }
  if (capacity != Capacity::kNone) {
    out.key("ConsumedCapacity");
    // One that is not there costs as much as the smallest.
    write_capacity(out, capacity, table, read_units(item ? counted_bytes(*item) : 1, consistent.value_or(false)));
  }
  out.end_object();
  return out.take();
}

}  // namespace mien::api::dynamodb
