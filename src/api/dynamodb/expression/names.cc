#include "api/dynamodb/expression/names.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/base64.h"

namespace mien::api::dynamodb {
namespace {

std::string joined(const std::vector<std::string>& texts, std::string_view open, std::string_view close) {
  std::string out(open);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ", ";
    out += texts[i];
  }
  return out.append(close);
}

}  // namespace

Function function_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Function>, 8> kFunctions{{
      {"attribute_exists", Function::kAttributeExists},
      {"attribute_not_exists", Function::kAttributeNotExists},
      {"attribute_type", Function::kAttributeType},
      {"begins_with", Function::kBeginsWith},
      {"contains", Function::kContains},
      {"size", Function::kSize},
      {"if_not_exists", Function::kIfNotExists},
      {"list_append", Function::kListAppend},
  }};
  const auto found = std::ranges::find(kFunctions, name, &std::pair<std::string_view, Function>::first);
  return found != kFunctions.end() ? found->second : Function::kUnknown;
}

std::string_view name_of(Comparator comparator) {
  static constexpr std::array<std::string_view, 6> kNames{"=", "<>", "<", "<=", ">", ">="};
  return kNames.at(static_cast<std::size_t>(comparator));
}

std::string_view name_of(UpdateAction::Section section) {
  static constexpr std::array<std::string_view, 4> kNames{"SET", "REMOVE", "ADD", "DELETE"};
  return kNames.at(static_cast<std::size_t>(section));
}

std::string text_of(const DocumentPath& path) {
  std::vector<std::string> steps;
  for (const PathStep& step : path.steps) steps.push_back(step.index ? "[" + step.name + "]" : step.name);
  return joined(steps, "[", "]");
}

std::string text_of(const AttributeValue& value) {
  std::string text;
  if (const auto* one = value.get<std::string>()) text = *one;
  if (const auto* number = value.get<Decimal>()) text = number->text();
  if (const auto* binary = value.get<Binary>()) text = encode_base64(std::as_bytes(std::span(binary->bytes)));
  return "{" + std::string(name_of(value.type())) + ":" + text + "}";
}

std::string_view long_name_of(AttributeType type) {
  static constexpr std::array<std::string_view, 10> kNames{"STRING",     "NUMBER", "BINARY", "STRING_SET", "NUMBER_SET",
                                                           "BINARY_SET", "MAP",    "LIST",   "BOOLEAN",    "NULL"};
  return kNames.at(static_cast<std::size_t>(type));
}

}  // namespace mien::api::dynamodb
