#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/attribute_value.h"

namespace mien::api::dynamodb {

/// Into a map by name, or into a list by index.
struct PathStep {
  std::string name{};                    ///< As written; once bound, what a placeholder stands for.
  std::optional<std::uint64_t> index{};  ///< Then `name` holds its digits. Beyond 64 bits it is the largest.
  bool operator==(const PathStep&) const = default;
};

/// Where in an item a value is, for example a.b[3].#x. The first step is a name.
struct DocumentPath {
  std::vector<PathStep> steps;
  bool operator==(const DocumentPath&) const = default;
};

enum class Function : std::uint8_t {
  kUnknown,
  kAttributeExists,
  kAttributeNotExists,
  kAttributeType,
  kBeginsWith,
  kContains,
  kSize,
  kIfNotExists,
  kListAppend,
};

/// What stands for a value.
struct Operand {
  enum class Kind : std::uint8_t { kPath, kValue, kFunction, kSum, kDifference };
  Kind kind = Kind::kPath;
  DocumentPath path{};                    ///< kPath
  std::string name{};                     ///< Of the placeholder (kValue) or the function, as written.
  const AttributeValue* value = nullptr;  ///< kValue, once bound; the placeholders own it.
  Function function = Function::kUnknown;
  std::vector<Operand> arguments{};  ///< Of a function, a sum or a difference.
};

enum class Comparator : std::uint8_t { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

struct Condition {
  enum class Kind : std::uint8_t {
    kAnd,  ///< Of two or more.
    kOr,   ///< Likewise.
    kNot,  ///< `negations` times in a row, of one.
    kCompare,
    kBetween,  ///< operands: what is compared, lower and upper bound.
    kIn,       ///< operands: what is looked for, and the others.
    kFunction  ///< operands: the function alone.
  };
  Kind kind = Kind::kFunction;
  Comparator comparator = Comparator::kEqual;
  std::size_t negations = 0;
  std::vector<Operand> operands{};
  std::vector<Condition> children{};
};

struct UpdateAction {
  enum class Section : std::uint8_t { kSet, kRemove, kAdd, kDelete };
  Section section = Section::kSet;
  DocumentPath path{};
  std::optional<Operand> value{};  ///< None where something is removed.
};
struct Update {
  std::vector<UpdateAction> actions;                     ///< In the order in which they were written.
  std::optional<UpdateAction::Section> section_twice{};  ///< The first that is written twice, which is an error.
};

using Projection = std::vector<DocumentPath>;

}  // namespace mien::api::dynamodb
