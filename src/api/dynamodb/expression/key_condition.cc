#include "api/dynamodb/expression/key_condition.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/dynamodb/expression/names.h"
#include "core/limits.h"
#include "core/result.h"

namespace mien::api::dynamodb {
namespace {

std::unexpected<std::string> wrong(std::string text) { return std::unexpected(std::move(text)); }

constexpr std::string_view kNotWhole =
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ";

/// One condition on one attribute, the attribute on the left.
struct Part {
  enum class Kind : std::uint8_t { kCompare, kBetween, kBeginsWith };
  Kind kind = Kind::kCompare;
  Comparator comparator = Comparator::kEqual;
  std::string attribute;
  std::vector<const AttributeValue*> values;

  bool is_equality() const { return kind == Kind::kCompare && comparator == Comparator::kEqual; }
};

Comparator turned(Comparator comparator) {
  switch (comparator) {
    case Comparator::kLess:
      return Comparator::kGreater;
    case Comparator::kLessOrEqual:
      return Comparator::kGreaterOrEqual;
    case Comparator::kGreater:
      return Comparator::kLess;
    case Comparator::kGreaterOrEqual:
      return Comparator::kLessOrEqual;
    default:
      return comparator;
  }
}

std::unexpected<std::string> no_such_operator(std::string_view name) {
  return wrong("Invalid operator used in KeyConditionExpression: " + std::string(name));
}

/// Splits a condition into its parts.
class Splitter {
 public:
  Parsed<std::vector<Part>> split(const Condition& condition) {
    MIEN_TRY_VOID(visit(condition));
    return std::move(parts_);
  }

 private:
  Parsed<void> visit(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::kAnd:
        for (const Condition& child : condition.children) MIEN_TRY_VOID(visit(child));
        return {};
      case Condition::Kind::kOr:
        return no_such_operator("OR");
      case Condition::Kind::kNot:
        return no_such_operator("NOT");
      case Condition::Kind::kIn:
        return no_such_operator("IN");
      case Condition::Kind::kFunction:
        return visit_function(condition.operands[0]);
      case Condition::Kind::kBetween:
        return add(Part::Kind::kBetween, "BETWEEN", condition.operands);
      case Condition::Kind::kCompare:
        break;
    }
    if (condition.comparator == Comparator::kNotEqual) return no_such_operator("<>");
    std::vector<Operand> operands = condition.operands;
    Comparator comparator = condition.comparator;
    if (operands[0].kind == Operand::Kind::kValue && operands[1].kind == Operand::Kind::kPath) {
      std::swap(operands[0], operands[1]);
      comparator = turned(comparator);
    }
    MIEN_TRY_VOID(add(Part::Kind::kCompare, name_of(comparator), operands));
    parts_.back().comparator = comparator;
    return {};
  }
  Parsed<void> visit_function(const Operand& function) {
    if (function.function != Function::kBeginsWith) return no_such_operator(function.name);
    return add(Part::Kind::kBeginsWith, "begins_with", function.arguments);
  }
  Parsed<void> add(Part::Kind kind, std::string_view name, const std::vector<Operand>& operands) {
    Part part;
    part.kind = kind;
    std::size_t paths = 0;
    for (const Operand& operand : operands) {
      if (operand.kind == Operand::Kind::kFunction)
        return wrong("KeyConditionExpressions cannot contain nested operations");
      if (operand.kind == Operand::Kind::kPath) ++paths;
    }
    constexpr std::string_view kInvalid = "Invalid condition in KeyConditionExpression: ";
    if (paths == 0) return wrong(std::string(kInvalid) + "No key attribute specified");
    if (operands[0].kind != Operand::Kind::kPath)
      return wrong(std::string(kInvalid) + std::string(name) +
                   " operator must have the key attribute as its first operand");
    if (paths > 1) return wrong(std::string(kInvalid) + "Multiple attribute names used in one condition");
    const DocumentPath& path = operands[0].path;
    part.attribute = path.steps.front().name;
    if (path.steps.size() > 1) return wrong(std::string(kNotWhole) + part.attribute);
    if (std::ranges::find(parts_, part.attribute, &Part::attribute) != parts_.end())
      return wrong("KeyConditionExpressions must only contain one condition per key");
    for (std::size_t i = 1; i < operands.size(); ++i) part.values.push_back(operands[i].value);
    parts_.push_back(std::move(part));
    return {};
  }

  std::vector<Part> parts_;
};

Parsed<void> check_values(const Part& part, const KeyAttribute& attribute) {
  for (const AttributeValue* const value : part.values) {
    if (value->type() != attribute.type)
      return wrong("One or more parameter values were invalid: Condition parameter type does not match schema type");
    if (key_bytes(*value).empty())
      return wrong(
          "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain "
          "an empty " +
          std::string(attribute.type == AttributeType::kB ? "binary" : "string") + " value. Key: " + attribute.name);
  }
  return {};
}

/// The next of all byte strings.
std::string after(const std::string& bytes) { return bytes + '\0'; }

/// The first byte string behind all that begin with these. nullopt: there is none.
std::optional<std::string> after_all_with_front(std::string front) {
  while (!front.empty() && front.back() == '\xFF') front.pop_back();
  if (front.empty()) return std::nullopt;
  front.back() = static_cast<char>(static_cast<unsigned char>(front.back()) + 1);
  return front;
}

void narrow(KeyRange& range, const Part& part) {
  std::string bytes = key_bytes(*part.values[0]);
  if (part.kind == Part::Kind::kBetween) {
    range.sort_from = std::move(bytes);
    range.sort_before = after(key_bytes(*part.values[1]));
    return;
  }
  if (part.kind == Part::Kind::kBeginsWith) {
    range.sort_before = after_all_with_front(bytes);
    range.sort_from = std::move(bytes);
    return;
  }
  switch (part.comparator) {
    case Comparator::kLess:
      range.sort_before = std::move(bytes);
      break;
    case Comparator::kLessOrEqual:
      range.sort_before = after(bytes);
      break;
    case Comparator::kGreater:
      range.sort_from = after(bytes);
      break;
    case Comparator::kGreaterOrEqual:
      range.sort_from = std::move(bytes);
      break;
    default:
      range.sort_before = after(bytes);
      range.sort_from = std::move(bytes);
  }
}

Parsed<void> check_whole(const DocumentPath& path, const Table& table) {
  const std::string& name = path.steps.front().name;
  if (path.steps.size() == 1 || !is_key_attribute(table, name)) return {};
  return wrong(std::string(kNotWhole) + name);
}

/// Calls `use` for each path of the tree, in the order of the text, until it gives an error.
template <class Use>
Parsed<void> for_each_path(const Operand& operand, const Use& use) {
  if (operand.kind == Operand::Kind::kPath) return use(operand.path);
  for (const Operand& argument : operand.arguments) MIEN_TRY_VOID(for_each_path(argument, use));
  return {};
}
template <class Use>
Parsed<void> for_each_path(const Condition& condition, const Use& use) {
  for (const Condition& child : condition.children) MIEN_TRY_VOID(for_each_path(child, use));
  for (const Operand& operand : condition.operands) MIEN_TRY_VOID(for_each_path(operand, use));
  return {};
}

}  // namespace

Parsed<KeyRange> key_range_of(const Condition& condition, const Table& table) {
  MIEN_TRY(const std::vector<Part> parts, Splitter().split(condition));
  if (parts.size() > 2) return wrong("Conditions can be of length 1 or 2 only");
  const auto partition = std::ranges::find(parts, table.partition.name, &Part::attribute);
  if (partition == parts.end()) return wrong("Query condition missed key schema element");
  if (!partition->is_equality() || (parts.size() == 2 && !table.sort))
    return wrong("Query key condition not supported");
  MIEN_TRY_VOID(check_values(*partition, table.partition));
  KeyRange range{.partition = *partition->values[0], .partition_bytes = key_bytes(*partition->values[0])};
  if (parts.size() == 1) return range;
  const auto sort = std::ranges::find(parts, table.sort->name, &Part::attribute);
  if (sort == parts.end()) return wrong("Query condition missed key schema element");
  MIEN_TRY_VOID(check_values(*sort, *table.sort));
  if (sort->kind == Part::Kind::kBeginsWith && table.sort->type == AttributeType::kN)
    return wrong("Query key condition not supported");
  narrow(range, *sort);
  return range;
}

Parsed<void> check_key_attributes_whole(const Condition& condition, const Table& table) {
  return for_each_path(condition, [&](const DocumentPath& path) { return check_whole(path, table); });
}

Parsed<void> check_key_attributes_whole(const Projection& projection, const Table& table) {
  for (const DocumentPath& path : projection) MIEN_TRY_VOID(check_whole(path, table));
  return {};
}

std::optional<std::string> key_attribute_in(const Condition& condition, const Table& table) {
  const auto searched = for_each_path(condition, [&](const DocumentPath& path) -> Parsed<void> {
    const std::string& name = path.steps.front().name;
    if (is_key_attribute(table, name)) return wrong(name);
    return {};
  });
  return searched ? std::nullopt : std::optional(searched.error());
}

}  // namespace mien::api::dynamodb
