#include "api/dynamodb/expression/evaluate.h"

#include <string.h>  // NOLINT(modernize-deprecated-headers): memmem is the system's, not the standard's.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "api/dynamodb/expression/document_path.h"
#include "core/limits.h"

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

/// In time that grows with the sum of both lengths: std::string::find takes their product where the text is made for
/// it.
bool has_text(std::string_view whole, std::string_view part) {
  return ::memmem(whole.data(), whole.size(), part.data(), part.size()) != nullptr;
}

bool has_part(const AttributeValue& whole, const AttributeValue& part) {
  if (const auto* list = whole.get<AttributeValue::List>()) return std::ranges::find(*list, part) != list->end();
  if (const auto* text = part.get<std::string>()) {
    if (const auto* set = whole.get<AttributeValue::StringSet>()) return set->contains(*text);
    const auto* whole_text = whole.get<std::string>();
    return whole_text != nullptr && has_text(*whole_text, *text);
  }
  if (const auto* number = part.get<Decimal>()) {
    const auto* set = whole.get<AttributeValue::NumberSet>();
    return set != nullptr && set->contains(*number);
  }
  if (const auto* binary = part.get<Binary>()) {
    if (const auto* set = whole.get<AttributeValue::BinarySet>()) return set->contains(*binary);
    const auto* whole_binary = whole.get<Binary>();
    return whole_binary != nullptr && has_text(whole_binary->bytes, binary->bytes);
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

bool is_text(const AttributeValue& value) {
  return value.get<std::string>() != nullptr || value.get<Binary>() != nullptr;
}

std::size_t text_bytes(const AttributeValue& value) {
  if (const auto* text = value.get<std::string>()) return text->size();
  const auto* binary = value.get<Binary>();
  return binary != nullptr ? binary->bytes.size() : 0;
}

/// What a look at all of a value costs.
std::size_t cost_of(const AttributeValue& value) { return is_text(value) ? text_bytes(value) : counted_bytes(value); }

/// What it costs to compare two values: nothing where their types tell, of two texts the length of the shorter one.
std::size_t cost_of(const AttributeValue* a, const AttributeValue* b) {
  if (a == nullptr || b == nullptr || a->type() != b->type()) return 0;
  if (is_text(*a)) return std::min(text_bytes(*a), text_bytes(*b));
  return counted_bytes(*a) + counted_bytes(*b);
}

/// What it costs to look for a part: in a set by its order, a few elements.
std::size_t cost_of_search(const AttributeValue& whole, const AttributeValue& part) {
  constexpr std::size_t kElementsSeen = 20;  // Of a million.
  const bool is_list = whole.get<AttributeValue::List>() != nullptr;
  if (is_list || is_text(whole)) return cost_of(whole) + cost_of(part);
  return kElementsSeen * text_bytes(part);
}

/// One condition held against one item. Once it has failed, whatever is asked for is false and costs nothing.
class Evaluation {
 public:
  Evaluation(const Item& item, const Patience& patience) : item_(item), patience_(patience) {}

  bool holds(const Condition& condition) {
    const auto child_holds = [this](const Condition& child) { return holds(child); };
    const auto& operands = condition.operands;
    switch (condition.kind) {
      case Condition::Kind::kAnd:
        return std::ranges::all_of(condition.children, child_holds);
      case Condition::Kind::kOr:
        return std::ranges::any_of(condition.children, child_holds);
      case Condition::Kind::kNot:
        return child_holds(condition.children[0]) == (condition.negations % 2 == 0);
      case Condition::Kind::kFunction:
        return holds(operands[0]);
      case Condition::Kind::kCompare:
        return compares(condition.comparator, value_of(operands[0]), value_of(operands[1]));
      case Condition::Kind::kBetween: {
        const Found what = value_of(operands[0]);
        return compares(Comparator::kGreaterOrEqual, what, value_of(operands[1])) &&
               compares(Comparator::kLessOrEqual, what, value_of(operands[2]));
      }
      case Condition::Kind::kIn:
        break;
    }
    const Found what = value_of(operands[0]);
    return std::any_of(operands.begin() + 1, operands.end(),
                       [&](const Operand& other) { return compares(Comparator::kEqual, what, value_of(other)); });
  }

  /// Why the condition could not be judged.
  std::optional<Error> take_error() { return std::move(error_); }

 private:
  /// Before so much is looked at. False: it must not be.
  bool spend(std::size_t bytes) {
    if (error_) return false;
    if (bytes > bytes_left_) {
      error_ = Error{ErrorCode::kInvalidArgument, "The expression looks at more of the item than it may."};
      return false;
    }
    bytes_left_ -= bytes;
    if (auto wanted = patience_.check(); !wanted) error_ = std::move(wanted).error();
    return !error_;
  }

  Found value_of(const Operand& operand) {
    if (operand.kind == Operand::Kind::kValue) return Found(operand.value);
    if (operand.kind == Operand::Kind::kPath) return Found(find(item_, operand.path));
    MIEN_CHECK(operand.function == Function::kSize);  // The only one that gives a value in a condition.
    const Found argument = value_of(operand.arguments[0]);
    if (argument.get() == nullptr || !spend(text_bytes(*argument.get()))) return {};
    const auto size = size_of(*argument.get());
    return size ? Found(AttributeValue(Decimal::of(*size))) : Found();
  }

  bool compares(Comparator comparator, const Found& a, const Found& b) {
    return spend(cost_of(a.get(), b.get())) && matches(comparator, a.get(), b.get());
  }

  bool holds(const Operand& function) {
    const Found first = value_of(function.arguments[0]);
    if (function.function == Function::kAttributeExists) return first.get() != nullptr;
    if (function.function == Function::kAttributeNotExists) return first.get() == nullptr;
    const Found second = value_of(function.arguments[1]);
    if (first.get() == nullptr || second.get() == nullptr) return false;
    switch (function.function) {
      case Function::kAttributeType:
        return name_of(first.get()->type()) == *second.get()->get<std::string>();
      case Function::kBeginsWith:
        return spend(cost_of(first.get(), second.get())) && has_front(*first.get(), *second.get());
      case Function::kContains:
        return spend(cost_of_search(*first.get(), *second.get())) && has_part(*first.get(), *second.get());
      default:
        break;
    }
    MIEN_CHECK(false);
  }

  const Item& item_;
  const Patience& patience_;
  std::size_t bytes_left_ = limits::kConditionBytesMax;
  std::optional<Error> error_;
};

}  // namespace

Result<bool> holds(const Condition& condition, const Item& item, const Patience& patience) {
  Evaluation evaluation(item, patience);
  const bool held = evaluation.holds(condition);
  if (auto error = evaluation.take_error()) return std::unexpected(*std::move(error));
  return held;
}

}  // namespace mien::api::dynamodb
