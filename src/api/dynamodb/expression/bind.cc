#include "api/dynamodb/expression/bind.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>

#include "api/dynamodb/expression/document_path.h"
#include "api/dynamodb/expression/names.h"
#include "api/dynamodb/expression/reserved_words.h"
#include "core/limits.h"
#include "core/result.h"

namespace mien::api::dynamodb {
namespace {

using Check = Parsed<void>;

std::unexpected<std::string> wrong(std::string text) { return std::unexpected(std::move(text)); }

constexpr bool is_of_updates(Function function) {
  return function == Function::kIfNotExists || function == Function::kListAppend;
}
constexpr bool gives_truth(Function function) { return !is_of_updates(function) && function != Function::kSize; }

/// Where a function stands.
enum class Place : std::uint8_t { kCondition, kOperand, kSetValue, kSetPart };

/// The first look over a tree, in the order of the text: what can be said before placeholders are known.
class Vocabulary {
 public:
  static Check look(Condition& condition) {
    for (Condition& child : condition.children) MIEN_TRY_VOID(look(child));
    const Place place = condition.kind == Condition::Kind::kFunction ? Place::kCondition : Place::kOperand;
    for (Operand& operand : condition.operands) MIEN_TRY_VOID(look(operand, place));
    return {};
  }
  static Check look(Operand& operand, Place place) {
    switch (operand.kind) {
      case Operand::Kind::kPath:
        return look(operand.path);
      case Operand::Kind::kValue:
        return {};
      case Operand::Kind::kSum:
      case Operand::Kind::kDifference:
        for (Operand& argument : operand.arguments) MIEN_TRY_VOID(look(argument, Place::kSetPart));
        return {};
      case Operand::Kind::kFunction:
        break;
    }
    operand.function = function_of(operand.name);
    MIEN_TRY_VOID(check_place(operand, place));
    const bool in_update = place == Place::kSetValue || place == Place::kSetPart;
    for (Operand& argument : operand.arguments)
      MIEN_TRY_VOID(look(argument, in_update ? Place::kSetPart : Place::kOperand));
    return {};
  }
  static Check look(const DocumentPath& path) {
    for (const PathStep& step : path.steps) {
      if (step.index && *step.index > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max()))
        return wrong("List index is not within the allowable range; index: [" + step.name + "]");
      if (!step.index && is_reserved_word(step.name))
        return wrong("Attribute name is a reserved keyword; reserved keyword: " + step.name);
    }
    return {};
  }

 private:
  static Check check_place(const Operand& operand, Place place) {
    const Function function = operand.function;
    if (function == Function::kUnknown) return wrong("Invalid function name; function: " + operand.name);
    const bool in_update = place == Place::kSetValue || place == Place::kSetPart;
    if (is_of_updates(function) != in_update)
      return wrong("The function is not allowed in " +
                   std::string(in_update ? "an update expression" : "a condition expression") +
                   "; function: " + operand.name);
    const bool fits = in_update ? (function != Function::kListAppend || place == Place::kSetValue)
                                : gives_truth(function) == (place == Place::kCondition);
    if (fits) return {};
    return wrong("The function is not allowed to be used this way in an expression; function: " + operand.name);
  }
};

/// The second look: how many operands functions have.
Check check_arity(const Operand& operand) {
  for (const Operand& argument : operand.arguments) MIEN_TRY_VOID(check_arity(argument));
  if (operand.kind != Operand::Kind::kFunction) return {};
  const bool one = operand.function == Function::kAttributeExists ||
                   operand.function == Function::kAttributeNotExists || operand.function == Function::kSize;
  if (operand.arguments.size() == (one ? 1U : 2U)) return {};
  return wrong("Incorrect number of operands for operator or function; operator or function: " + operand.name +
               ", number of operands: " + std::to_string(operand.arguments.size()));
}

/// The third look: placeholders are replaced, each part after those that it is made of, and types compared.
class Binder {
 public:
  explicit Binder(Placeholders& placeholders) : placeholders_(placeholders) {}

  Check bind(Condition& condition) {
    for (Condition& child : condition.children) MIEN_TRY_VOID(bind(child));
    for (Operand& operand : condition.operands) MIEN_TRY_VOID(bind(operand));
    switch (condition.kind) {
      case Condition::Kind::kAnd:
      case Condition::Kind::kOr:
        return count(condition.children.size() - 1);
      case Condition::Kind::kNot:
        return count(condition.negations);
      case Condition::Kind::kFunction:
        return {};  // Counted as an operand.
      case Condition::Kind::kCompare:
        MIEN_TRY_VOID(count(1));
        return check_comparison(condition);
      case Condition::Kind::kBetween:
        MIEN_TRY_VOID(count(1));
        return check_between(condition.operands);
      case Condition::Kind::kIn:
        break;
    }
    MIEN_TRY_VOID(count(1));
    const std::size_t others = condition.operands.size() - 1;
    if (others > limits::kExpressionInOperandsMax)
      return wrong("The IN operator is provided with too many operands; number of operands: " + std::to_string(others));
    return check_distinct(condition.operands, "IN");
  }

  Check bind(Operand& operand) {
    for (Operand& argument : operand.arguments) MIEN_TRY_VOID(bind(argument));
    switch (operand.kind) {
      case Operand::Kind::kPath:
        return bind(operand.path);
      case Operand::Kind::kValue:
        operand.value = placeholders_.value(operand.name);
        if (operand.value != nullptr) return {};
        return wrong("An expression attribute value used in expression is not defined; attribute value: " +
                     operand.name);
      case Operand::Kind::kSum:
      case Operand::Kind::kDifference:
        MIEN_TRY_VOID(count(1));
        return check_types(operand.arguments, {AttributeType::kN}, operand.kind == Operand::Kind::kSum ? "+" : "-");
      case Operand::Kind::kFunction:
        break;
    }
    MIEN_TRY_VOID(check_arity(operand));
    MIEN_TRY_VOID(count(1));
    return check_function(operand);
  }

  Check bind(DocumentPath& path) {
    for (PathStep& step : path.steps) {
      if (step.index || !step.name.starts_with('#')) continue;
      const std::string* const name = placeholders_.name(step.name);
      if (name == nullptr)
        return wrong("An expression attribute name used in the document path is not defined; attribute name: " +
                     step.name);
      step.name = *name;
    }
    if (path.steps.size() > limits::kExpressionPathDepthMax)
      return wrong("The document path has too many nesting levels; nesting levels: " +
                   std::to_string(path.steps.size()));
    return {};
  }

 private:
  Check count(std::size_t operators) {
    operators_ += operators;
    if (operators_ > limits::kExpressionOperatorsMax) return wrong(too_many_operators());
    return {};
  }

  static Check check_comparison(const Condition& condition) {
    const std::string_view name = name_of(condition.comparator);
    MIEN_TRY_VOID(check_distinct(condition.operands, name));
    const bool ordered = condition.comparator != Comparator::kEqual && condition.comparator != Comparator::kNotEqual;
    return ordered ? check_types(condition.operands, kOrdered, name) : Check();
  }
  static Check check_between(const std::vector<Operand>& operands) {
    MIEN_TRY_VOID(check_distinct(operands, "BETWEEN"));
    MIEN_TRY_VOID(check_types(operands, kOrdered, "BETWEEN"));
    const AttributeValue* const lower = operands[1].value;
    const AttributeValue* const upper = operands[2].value;
    if (lower == nullptr || upper == nullptr) return {};
    const std::string bounds = "lower bound operand: AttributeValue: " + text_of(*lower) +
                               ", upper bound operand: AttributeValue: " + text_of(*upper);
    const auto order = compare(*lower, *upper);
    if (!order) return wrong("The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
    if (*order > 0)
      return wrong("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + bounds);
    return {};
  }
  static Check check_function(const Operand& function) {
    const std::vector<Operand>& arguments = function.arguments;
    switch (function.function) {
      case Function::kAttributeExists:
      case Function::kAttributeNotExists:
      case Function::kIfNotExists:
        if (arguments[0].kind == Operand::Kind::kPath) return {};
        return wrong("Operator or function requires a document path; operator or function: " + function.name);
      case Function::kAttributeType:
        MIEN_TRY_VOID(check_distinct(arguments, function.name));
        return check_type_name(arguments[1], function.name);
      case Function::kBeginsWith:
        MIEN_TRY_VOID(check_distinct(arguments, function.name));
        return check_types(arguments, {AttributeType::kS, AttributeType::kB}, function.name);
      case Function::kContains:
        return check_distinct(arguments, function.name);
      case Function::kSize:
        return check_types(arguments,
                           {AttributeType::kS, AttributeType::kB, AttributeType::kSS, AttributeType::kNS,
                            AttributeType::kBS, AttributeType::kM, AttributeType::kL},
                           function.name);
      case Function::kListAppend:
        return check_types(arguments, {AttributeType::kL}, function.name);
      case Function::kUnknown:
        break;
    }
    MIEN_CHECK(false);
  }
  static Check check_type_name(const Operand& operand, std::string_view function) {
    constexpr std::string_view kAny = "{B,BOOL,BS,L,M,N,NS,NULL,S,SS}";
    if (operand.kind == Operand::Kind::kPath) return wrong_type(function, kAny);
    MIEN_TRY_VOID(check_type(operand, {AttributeType::kS}, function));
    const std::string& type = *operand.value->get<std::string>();
    if (attribute_type(type)) return {};
    return wrong("Invalid attribute type name found; type: " + type + ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  }
  static Check check_distinct(const std::vector<Operand>& operands, std::string_view name) {
    const Operand& first = operands.front();
    if (first.kind != Operand::Kind::kPath) return {};
    const bool repeated = std::any_of(operands.begin() + 1, operands.end(), [&](const Operand& other) {
      return other.kind == Operand::Kind::kPath && other.path == first.path;
    });
    if (!repeated) return {};
    return wrong(
        "The first operand must be distinct from the remaining operands for this operator or function; operator: " +
        std::string(name) + ", first operand: " + text_of(first.path));
  }

  using Types = std::initializer_list<AttributeType>;
  static constexpr Types kOrdered = {AttributeType::kS, AttributeType::kN, AttributeType::kB};
  static Check check_types(const std::vector<Operand>& operands, Types types, std::string_view name) {
    for (const Operand& operand : operands) MIEN_TRY_VOID(check_type(operand, types, name));
    return {};
  }
  /// Of what is known before there is an item: values, and what size() gives.
  static Check check_type(const Operand& operand, Types types, std::string_view name) {
    std::optional<AttributeType> type;
    if (operand.kind == Operand::Kind::kValue) type = operand.value->type();
    if (operand.kind == Operand::Kind::kFunction && operand.function == Function::kSize) type = AttributeType::kN;
    if (!type || std::ranges::find(types, *type) != types.end()) return {};
    return wrong_type(name, mien::name_of(*type));
  }
  static std::unexpected<std::string> wrong_type(std::string_view name, std::string_view type) {
    return wrong("Incorrect operand type for operator or function; operator or function: " + std::string(name) +
                 ", operand type: " + std::string(type));
  }

  Placeholders& placeholders_;
  std::size_t operators_ = 0;
};

/// Of the value of ADD and DELETE.
Check check_action(const UpdateAction& action) {
  const bool adds = action.section == UpdateAction::Section::kAdd;
  if (!adds && action.section != UpdateAction::Section::kDelete) return {};
  const AttributeType type = action.value->value->type();
  const bool is_set = type == AttributeType::kSS || type == AttributeType::kNS || type == AttributeType::kBS;
  if (is_set || (adds && type == AttributeType::kN)) return {};
  const std::string name(name_of(action.section));
  return wrong("Incorrect operand type for operator or function; operator: " + name +
               ", operand type: " + std::string(long_name_of(type)) + ", typeSet: ALLOWED_FOR_" + name + "_OPERAND");
}

}  // namespace

Parsed<void> bind(Condition& condition, Placeholders& placeholders) {
  MIEN_TRY_VOID(Vocabulary::look(condition));
  return Binder(placeholders).bind(condition);
}

Parsed<void> bind(Update& update, Placeholders& placeholders) {
  for (UpdateAction& action : update.actions) {
    MIEN_TRY_VOID(Vocabulary::look(action.path));
    if (action.value) MIEN_TRY_VOID(Vocabulary::look(*action.value, Place::kSetValue));
  }
  if (update.section_twice)
    return wrong("The \"" + std::string(name_of(*update.section_twice)) +
                 "\" section can only be used once in an update expression;");
  for (const UpdateAction& action : update.actions)
    if (action.value) MIEN_TRY_VOID(check_arity(*action.value));
  Binder binder(placeholders);
  DisjointPaths paths;
  for (UpdateAction& action : update.actions) {
    MIEN_TRY_VOID(binder.bind(action.path));
    MIEN_TRY_VOID(paths.add(action.path));
    if (!action.value) continue;
    MIEN_TRY_VOID(binder.bind(*action.value));
    MIEN_TRY_VOID(check_action(action));
  }
  return {};
}

Parsed<void> bind(Projection& projection, Placeholders& placeholders) {
  for (const DocumentPath& path : projection) MIEN_TRY_VOID(Vocabulary::look(path));
  Binder binder(placeholders);
  DisjointPaths paths;
  for (DocumentPath& path : projection) {
    MIEN_TRY_VOID(binder.bind(path));
    MIEN_TRY_VOID(paths.add(path));
  }
  return {};
}

}  // namespace mien::api::dynamodb
