#pragma once

#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

/// What stands for names ("#n") and values (":v") in the expressions of one request; remembers which were used. Bound
/// trees point into it.
class Placeholders {
 public:
  using Names = std::map<std::string, std::string, std::less<>>;
  using Values = std::map<std::string, AttributeValue, std::less<>>;

  Placeholders() = default;
  Placeholders(Names names, Values values) : names_(std::move(names)), values_(std::move(values)) {}

  /// Null: none is defined.
  const std::string* name(std::string_view placeholder) { return find(names_, used_names_, placeholder); }
  const AttributeValue* value(std::string_view placeholder) { return find(values_, used_values_, placeholder); }

  /// DynamoDB's words for those that no expression used. nullopt: there are none.
  std::optional<std::string> unused() const;

 private:
  template <class Map>
  static const typename Map::mapped_type* find(const Map& map, std::set<std::string, std::less<>>& used,
                                               std::string_view placeholder) {
    const auto found = map.find(placeholder);
    if (found == map.end()) return nullptr;
    used.insert(found->first);
    return &found->second;
  }

  Names names_;
  Values values_;
  std::set<std::string, std::less<>> used_names_;
  std::set<std::string, std::less<>> used_values_;
};

}  // namespace mien::api::dynamodb
