// Any text as each kind of expression: it is refused with words, or bound, evaluated against items, and what it makes
// of them is again an item; and what is refused once is refused always. The first byte chooses the items.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/dynamodb/expression/apply_update.h"
#include "api/dynamodb/expression/bind.h"
#include "api/dynamodb/expression/evaluate.h"
#include "api/dynamodb/expression/key_condition.h"
#include "api/dynamodb/expression/project.h"
#include "unit/dynamodb/random_values.h"

namespace {

using namespace mien;
using namespace mien::api::dynamodb;

void require(bool condition) {
  if (!condition) std::abort();
}

Placeholders placeholders(RandomValues& random) {
  Placeholders::Values values{{":n", AttributeValue(random.number())}, {":s", AttributeValue(random.text())}};
  for (const char* name : {":a", ":b", ":c"}) values.insert_or_assign(name, random.value(2));
  values.insert_or_assign(":ss", AttributeValue(AttributeValue::StringSet{"a", random.text()}));
  values.insert_or_assign(":l", AttributeValue(AttributeValue::List{random.value(1)}));
  return {{{"#a", "a"}, {"#name", "name"}}, std::move(values)};
}

template <class Tree>
bool read(Parsed<Tree>& tree, Placeholders& known) {
  if (!tree) {
    require(!tree.error().empty());
    return false;
  }
  const auto bound = bind(*tree, known);
  require(bound || !bound.error().empty());
  return bound.has_value();
}

/// What projections keep is part of the item, in its order.
bool is_part_of(const AttributeValue& part, const AttributeValue& whole) {
  if (part == whole) return true;
  if (const auto* map = part.get<AttributeValue::Map>()) {
    const auto* all = whole.get<AttributeValue::Map>();
    if (all == nullptr) return false;
    for (const auto& [name, value] : *map)
      if (!all->contains(name) || !is_part_of(value, all->at(name))) return false;
    return true;
  }
  const auto* list = part.get<AttributeValue::List>();
  const auto* all = whole.get<AttributeValue::List>();
  if (list == nullptr || all == nullptr) return false;
  std::size_t at = 0;
  for (const AttributeValue& value : *list) {
    while (at < all->size() && !is_part_of(value, (*all)[at])) ++at;
    if (at++ >= all->size()) return false;
  }
  return true;
}

Table books() {
  const auto name = TableName::parse("books");
  KeyAttribute partition{"a", AttributeType::kS};
  return {.name = *name, .partition = std::move(partition), .sort = KeyAttribute{"b", AttributeType::kN}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  RandomValues random(data[0]);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Placeholders known = placeholders(random);
  const Item item = random.item(3);

  auto condition = parse_condition(text);
  if (read(condition, known)) {
    Condition denied{.kind = Condition::Kind::kNot, .negations = 1};
    denied.children.push_back(*condition);
    const auto held = holds(*condition, item);
    const auto held_not = holds(denied, item);
    require(held && held_not && *held != *held_not);
    const auto range = key_range_of(*condition, books());
    require(range || !range.error().empty());
    static_cast<void>(check_key_attributes_whole(*condition, books()));
  }
  auto update = parse_update(text);
  if (read(update, known)) {
    const auto after = apply_update(*update, item);
    require(after || !after.error().empty());
    if (after) static_cast<void>(touched(*update, *after));
  }
  auto projection = parse_projection(text);
  if (read(projection, known)) {
    const Item part = project(*projection, item);
    require(is_part_of(AttributeValue(part), AttributeValue(item)));
  }
  return 0;
}
