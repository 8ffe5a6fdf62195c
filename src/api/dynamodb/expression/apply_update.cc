#include "api/dynamodb/expression/apply_update.h"

#include <algorithm>
#include <utility>

#include "api/dynamodb/expression/document_path.h"
#include "api/dynamodb/expression/number_problem.h"
#include "core/limits.h"
#include "core/result.h"

namespace mien::api::dynamodb {
namespace {

std::unexpected<std::string> wrong(std::string_view text) { return std::unexpected(std::string(text)); }
constexpr std::string_view kMissing = "The provided expression refers to an attribute that does not exist in the item";
constexpr std::string_view kWrongType = "An operand in the update expression has an incorrect data type";
constexpr std::string_view kTooLarge = "Item size to update has exceeded the maximum allowed size";
constexpr std::string_view kWrongPath = "The document path provided in the update expression is invalid for update";

/// Whether all that a value is made of is there.
Parsed<void> check_present(const Operand& operand, const Item& item) {
  if (operand.kind == Operand::Kind::kPath && find(item, operand.path) == nullptr) return wrong(kMissing);
  const bool optional = operand.kind == Operand::Kind::kFunction && operand.function == Function::kIfNotExists;
  if (optional) {
    if (find(item, operand.arguments[0].path) != nullptr) return {};
    return check_present(operand.arguments[1], item);
  }
  for (const Operand& argument : operand.arguments) MIEN_TRY_VOID(check_present(argument, item));
  return {};
}

/// What an item has room for, counted while the values that go into it are made: some of them are copies of one that is
/// large itself, and all other writers wait meanwhile.
class Room {
 public:
  /// Before a value is copied. @errors the item would become too large
  Parsed<void> take(std::size_t bytes) {
    if (bytes > bytes_left_) return wrong(kTooLarge);
    bytes_left_ -= bytes;
    return {};
  }
  void give_back(std::size_t bytes) { bytes_left_ += bytes; }

 private:
  std::size_t bytes_left_ = limits::kItemBytesMax;
};

Parsed<AttributeValue> copied(const AttributeValue& value, Room& room) {
  MIEN_TRY_VOID(room.take(counted_bytes(value)));
  return value;
}

Parsed<AttributeValue> evaluate(const Operand& operand, const Item& item, Room& room);

Parsed<AttributeValue> add_numbers(const Operand& sum, const Item& item, Room& room) {
  MIEN_TRY(const AttributeValue left, evaluate(sum.arguments[0], item, room));
  MIEN_TRY(const AttributeValue right, evaluate(sum.arguments[1], item, room));
  const auto* a = left.get<Decimal>();
  const auto* b = right.get<Decimal>();
  if (a == nullptr || b == nullptr) return wrong(kWrongType);
  const auto result = sum.kind == Operand::Kind::kSum ? a->plus(*b) : a->minus(*b);
  if (!result) return wrong(text_of(result.error()));
  room.give_back(counted_bytes(left) + counted_bytes(right));
  return copied(AttributeValue(*result), room);
}

Parsed<AttributeValue> evaluate(const Operand& operand, const Item& item, Room& room) {
  switch (operand.kind) {
    case Operand::Kind::kValue:
      return copied(*operand.value, room);
    case Operand::Kind::kPath: {
      const AttributeValue* const found = find(item, operand.path);
      if (found == nullptr) return wrong(kMissing);
      return copied(*found, room);
    }
    case Operand::Kind::kSum:
    case Operand::Kind::kDifference:
      return add_numbers(operand, item, room);
    case Operand::Kind::kFunction:
      break;
  }
  if (operand.function == Function::kIfNotExists) {
    const AttributeValue* const found = find(item, operand.arguments[0].path);
    return found != nullptr ? copied(*found, room) : evaluate(operand.arguments[1], item, room);
  }
  MIEN_TRY(AttributeValue front, evaluate(operand.arguments[0], item, room));
  MIEN_TRY(AttributeValue back, evaluate(operand.arguments[1], item, room));
  auto* list = front.get<AttributeValue::List>();
  auto* more = back.get<AttributeValue::List>();
  if (list == nullptr || more == nullptr) return wrong(kWrongType);
  std::ranges::move(*more, std::back_inserter(*list));
  room.give_back(counted_bytes(AttributeValue(AttributeValue::List{})));  // Of two lists one is left.
  return front;
}

/// Adds numbers, or joins sets of one kind.
Parsed<AttributeValue> added(const AttributeValue& old, const AttributeValue& more) {
  if (const auto* a = old.get<Decimal>())
    if (const auto* b = more.get<Decimal>()) {
      const auto sum = a->plus(*b);
      if (!sum) return wrong(text_of(sum.error()));
      return AttributeValue(*sum);
    }
  const auto joined = [&]<class Set>(const Set* a) -> Parsed<AttributeValue> {
    const Set* const b = more.get<Set>();
    if (a == nullptr || b == nullptr) return wrong(kWrongType);
    Set out = *a;
    out.insert(b->begin(), b->end());
    return AttributeValue(std::move(out));
  };
  if (const auto* set = old.get<AttributeValue::StringSet>()) return joined(set);
  if (const auto* set = old.get<AttributeValue::NumberSet>()) return joined(set);
  return joined(old.get<AttributeValue::BinarySet>());
}

/// What is left of a set; nullopt where nothing is, because there are no empty sets.
Parsed<std::optional<AttributeValue>> without(const AttributeValue& old, const AttributeValue& less) {
  const auto left = [&]<class Set>(const Set* a) -> Parsed<std::optional<AttributeValue>> {
    const Set* const b = less.get<Set>();
    if (a == nullptr || b == nullptr) return wrong(kWrongType);
    Set out;
    std::ranges::set_difference(*a, *b, std::inserter(out, out.end()));
    if (out.empty()) return std::nullopt;
    return AttributeValue(std::move(out));
  };
  if (const auto* set = old.get<AttributeValue::StringSet>()) return left(set);
  if (const auto* set = old.get<AttributeValue::NumberSet>()) return left(set);
  return left(old.get<AttributeValue::BinarySet>());
}

/// The map or list that the last step of a path goes into. Exactly one is there.
struct Parent {
  Item* map = nullptr;
  AttributeValue::List* list = nullptr;
};
/// Error: it is not there, or of the other kind.
Parsed<Parent> parent_of(Item& item, const DocumentPath& path) {
  Parent parent{.map = &item};
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const PathStep& step = path.steps[i];
    if (step.index.has_value() == (parent.list == nullptr)) return wrong(kWrongPath);
    if (i + 1 == path.steps.size()) break;
    AttributeValue* value = nullptr;
    if (step.index) {
      if (*step.index < parent.list->size()) value = &(*parent.list)[*step.index];
    } else if (const auto member = parent.map->find(step.name); member != parent.map->end()) {
      value = &member->second;
    }
    if (value == nullptr) return wrong(kWrongPath);
    parent = {value->get<AttributeValue::Map>(), value->get<AttributeValue::List>()};
    if (parent.map == nullptr && parent.list == nullptr) return wrong(kWrongPath);
  }
  return parent;
}

/// Later elements of a list before earlier ones, so that removing one moves none that is still to be removed.
bool is_removed_before(const DocumentPath* a, const DocumentPath* b) {
  return std::ranges::lexicographical_compare(a->steps, b->steps, [](const PathStep& x, const PathStep& y) {
    return x.index && y.index ? *x.index > *y.index : x.name > y.name;
  });
}

/// Carries the actions out on a copy of the item.
class Applier {
 public:
  Applier(const Update& update, const Item& before) : update_(update), before_(before), after_(before) {}

  Parsed<Item> run() {
    for (const UpdateAction& action : update_.actions)
      if (action.section == UpdateAction::Section::kSet) MIEN_TRY_VOID(check_present(*action.value, before_));
    for (const UpdateAction& action : update_.actions)
      if (action.value) MIEN_TRY_VOID(evaluate_action(action));
    for (const UpdateAction& action : update_.actions)
      if (action.section == UpdateAction::Section::kRemove) MIEN_TRY_VOID(note_removal(action.path));
    for (auto& [path, value] : values_) MIEN_TRY_VOID(set(*path, std::move(value)));
    append();
    remove();
    return std::move(after_);
  }

 private:
  Parsed<void> evaluate_action(const UpdateAction& action) {
    const AttributeValue* const old = find(before_, action.path);
    if (action.section == UpdateAction::Section::kSet) {
      MIEN_TRY(AttributeValue value, evaluate(*action.value, before_, room_));
      values_.emplace_back(&action.path, std::move(value));
      return {};
    }
    const AttributeValue& operand = *action.value->value;
    if (action.section == UpdateAction::Section::kAdd) {
      if (old == nullptr) MIEN_TRY_VOID(room_.take(counted_bytes(operand)));
      MIEN_TRY(AttributeValue value, old != nullptr ? added(*old, operand) : Parsed<AttributeValue>(operand));
      if (old != nullptr) MIEN_TRY_VOID(room_.take(counted_bytes(value)));
      values_.emplace_back(&action.path, std::move(value));
      return {};
    }
    MIEN_TRY_VOID(parent_of(after_, action.path));
    if (old == nullptr) return {};
    MIEN_TRY(std::optional<AttributeValue> left, without(*old, operand));
    if (left)
      values_.emplace_back(&action.path, *std::move(left));
    else
      removals_.push_back(&action.path);
    return {};
  }
  Parsed<void> note_removal(const DocumentPath& path) {
    MIEN_TRY_VOID(parent_of(after_, path));
    if (find(before_, path) != nullptr) removals_.push_back(&path);
    return {};
  }
  Parsed<void> set(const DocumentPath& path, AttributeValue value) {
    MIEN_TRY(const Parent parent, parent_of(after_, path));
    const PathStep& last = path.steps.back();
    if (parent.map != nullptr)
      parent.map->insert_or_assign(last.name, std::move(value));
    else if (*last.index < parent.list->size())
      (*parent.list)[*last.index] = std::move(value);
    else
      appended_.push_back({&path, std::move(value)});
    return {};
  }
  void append() {
    std::ranges::stable_sort(appended_, std::less{}, [](const auto& one) { return *one.first->steps.back().index; });
    for (auto& [path, value] : appended_) {
      const auto parent = parent_of(after_, *path);
      MIEN_CHECK(parent && parent->list != nullptr);  // set() has seen it.
      parent->list->push_back(std::move(value));
    }
  }
  void remove() {
    std::ranges::sort(removals_, is_removed_before);
    for (const DocumentPath* const path : removals_) {
      const auto parent = parent_of(after_, *path);
      MIEN_CHECK(parent);  // As above: nothing that was set is on the way.
      const PathStep& last = path->steps.back();
      if (parent->map != nullptr)
        parent->map->erase(last.name);
      else
        parent->list->erase(parent->list->begin() + static_cast<std::ptrdiff_t>(*last.index));
    }
  }

  const Update& update_;
  const Item& before_;
  Item after_;
  Room room_;
  std::vector<std::pair<const DocumentPath*, AttributeValue>> values_;
  std::vector<std::pair<const DocumentPath*, AttributeValue>> appended_;
  std::vector<const DocumentPath*> removals_;
};

}  // namespace

Parsed<Item> apply_update(const Update& update, const Item& item) { return Applier(update, item).run(); }

Item touched(const Update& update, const Item& item) {
  Item out;
  for (const UpdateAction& action : update.actions) {
    if (find(item, action.path) == nullptr) continue;
    const std::string& name = action.path.steps.front().name;
    out.emplace(name, item.at(name));
  }
  return out;
}

}  // namespace mien::api::dynamodb
