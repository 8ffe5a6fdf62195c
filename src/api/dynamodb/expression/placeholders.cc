#include "api/dynamodb/expression/placeholders.h"

namespace mien::api::dynamodb {
namespace {

template <class Map>
std::optional<std::string> unused_of(const Map& map, const std::set<std::string, std::less<>>& used,
                                     std::string_view parameter) {
  std::string keys;
  for (const auto& [key, value] : map) {
    if (used.contains(key)) continue;
    if (!keys.empty()) keys += ", ";
    keys += key;
  }
  if (keys.empty()) return std::nullopt;
  return "Value provided in " + std::string(parameter) + " unused in expressions: keys: {" + keys + "}";
}

}  // namespace

std::optional<std::string> Placeholders::unused() const {
  if (auto names = unused_of(names_, used_names_, "ExpressionAttributeNames")) return names;
  return unused_of(values_, used_values_, "ExpressionAttributeValues");
}

}  // namespace mien::api::dynamodb
