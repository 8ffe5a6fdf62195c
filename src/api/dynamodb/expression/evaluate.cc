#include "api/dynamodb/expression/evaluate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

#include "api/dynamodb/expression/document_path.h"
#include "core/result.h"

namespace mien::api::dynamodb {
namespace {

/// A value of the item or of the request, or one that size() made. Nothing: there is none.
class Found {
 public:
  Found() = default;
  explicit Found(const AttributeValue* value) : borrowed_(value) {}
  explicit Found(AttributeValue made) : made_(std::move(made)) {}
  const AttributeValue* get() const { return made_ ? &*made_ : borrowed_; }

 private:
  const AttributeValue* borrowed_ = nullptr;
  std::optional<AttributeValue> made_;
};

/// Of a text, as DynamoDB's own strings count: a character beyond U+FFFF is two.
std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::optional<std::size_t> size_of(const AttributeValue& value) {
  struct Size {
    std::optional<std::size_t> operator()(const std::string& text) const { return utf16_units(text); }
    std::optional<std::size_t> operator()(const Binary& binary) const { return binary.bytes.size(); }
    std::optional<std::size_t> operator()(const AttributeValue::StringSet& set) const { return set.size(); }
    std::optional<std::size_t> operator()(const AttributeValue::NumberSet& set) const { return set.size(); }
    std::optional<std::size_t> operator()(const AttributeValue::BinarySet& set) const { return set.size(); }
    std::optional<std::size_t> operator()(const AttributeValue::Map& map) const { return map.size(); }
    std::optional<std::size_t> operator()(const AttributeValue::List& list) const { return list.size(); }
    std::optional<std::size_t> operator()(const Decimal&) const { return std::nullopt; }
    std::optional<std::size_t> operator()(bool) const { return std::nullopt; }
    std::optional<std::size_t> operator()(AttributeValue::Null) const { return std::nullopt; }
  };
  return std::visit(Size{}, value.kinds());
}

Found evaluate(const Operand& operand, const Item& item) {
  if (operand.kind == Operand::Kind::kValue) return Found(operand.value);
  if (operand.kind == Operand::Kind::kPath) return Found(find(item, operand.path));
  MIEN_CHECK(operand.function == Function::kSize);  // The only one that gives a value in a condition.
  const Found argument = evaluate(operand.arguments[0], item);
  if (argument.get() == nullptr) return {};
  const auto size = size_of(*argument.get());
  return size ? Found(AttributeValue(Decimal::of(*size))) : Found();
}

bool matches(Comparator comparator, const AttributeValue* a, const AttributeValue* b) {
  if (a == nullptr || b == nullptr) return comparator == Comparator::kNotEqual;
  if (comparator == Comparator::kEqual) return *a == *b;
  if (comparator == Comparator::kNotEqual) return *a != *b;
  const auto order = compare(*a, *b);
  if (!order) return false;
  switch (comparator) {
    case Comparator::kLess:
      return *order < 0;
    case Comparator::kLessOrEqual:
      return *order <= 0;
    case Comparator::kGreater:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

bool has_part(const AttributeValue& whole, const AttributeValue& part) {
  if (const auto* list = whole.get<AttributeValue::List>()) return std::ranges::find(*list, part) != list->end();
  if (const auto* text = part.get<std::string>()) {
    if (const auto* set = whole.get<AttributeValue::StringSet>()) return set->contains(*text);
    const auto* whole_text = whole.get<std::string>();
    return whole_text != nullptr && whole_text->find(*text) != std::string::npos;
  }
  if (const auto* number = part.get<Decimal>()) {
    const auto* set = whole.get<AttributeValue::NumberSet>();
    return set != nullptr && set->contains(*number);
  }
  if (const auto* binary = part.get<Binary>()) {
    if (const auto* set = whole.get<AttributeValue::BinarySet>()) return set->contains(*binary);
    const auto* whole_binary = whole.get<Binary>();
    return whole_binary != nullptr && whole_binary->bytes.find(binary->bytes) != std::string::npos;
  }
  return false;
}

bool has_front(const AttributeValue& whole, const AttributeValue& front) {
  if (const auto* text = whole.get<std::string>()) {
    const auto* start = front.get<std::string>();
    return start != nullptr && text->starts_with(*start);
  }
  const auto* binary = whole.get<Binary>();
  const auto* start = front.get<Binary>();
  return binary != nullptr && start != nullptr && binary->bytes.starts_with(start->bytes);
}

bool holds(const Operand& function, const Item& item) {
  const Found first = evaluate(function.arguments[0], item);
  if (function.function == Function::kAttributeExists) return first.get() != nullptr;
  if (function.function == Function::kAttributeNotExists) return first.get() == nullptr;
  const Found second = evaluate(function.arguments[1], item);
  if (first.get() == nullptr || second.get() == nullptr) return false;
  switch (function.function) {
    case Function::kAttributeType:
      return name_of(first.get()->type()) == *second.get()->get<std::string>();
    case Function::kBeginsWith:
      return has_front(*first.get(), *second.get());
    case Function::kContains:
      return has_part(*first.get(), *second.get());
    default:
      break;
  }
  MIEN_CHECK(false);
}

}  // namespace

bool holds(const Condition& condition, const Item& item) {
  const auto child_holds = [&](const Condition& child) { return holds(child, item); };
  const auto& operands = condition.operands;
  switch (condition.kind) {
    case Condition::Kind::kAnd:
      return std::ranges::all_of(condition.children, child_holds);
    case Condition::Kind::kOr:
      return std::ranges::any_of(condition.children, child_holds);
    case Condition::Kind::kNot:
      return child_holds(condition.children[0]) == (condition.negations % 2 == 0);
    case Condition::Kind::kFunction:
      return holds(operands[0], item);
    case Condition::Kind::kCompare:
      return matches(condition.comparator, evaluate(operands[0], item).get(), evaluate(operands[1], item).get());
    case Condition::Kind::kBetween: {
      const Found what = evaluate(operands[0], item);
      return matches(Comparator::kGreaterOrEqual, what.get(), evaluate(operands[1], item).get()) &&
             matches(Comparator::kLessOrEqual, what.get(), evaluate(operands[2], item).get());
    }
    case Condition::Kind::kIn:
      break;
  }
  const Found what = evaluate(operands[0], item);
  return std::any_of(operands.begin() + 1, operands.end(), [&](const Operand& other) {
    return matches(Comparator::kEqual, what.get(), evaluate(other, item).get());
  });
}

}  // namespace mien::api::dynamodb
