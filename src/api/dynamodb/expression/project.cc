#include "api/dynamodb/expression/project.h"

#include <map>
#include <optional>
#include <span>
#include <utility>

namespace mien::api::dynamodb {
namespace {

using Steps = std::span<const PathStep>;

std::optional<AttributeValue> part_of(const AttributeValue& value, const std::vector<Steps>& paths);

Item members_of(const Item& item, const std::vector<Steps>& paths) {
  std::map<std::string_view, std::vector<Steps>> wanted;
  for (const Steps path : paths)
    if (!path.front().index) wanted[path.front().name].push_back(path.subspan(1));
  Item out;
  for (const auto& [name, rest] : wanted) {
    const auto member = item.find(name);
    if (member == item.end()) continue;
    if (auto part = part_of(member->second, rest)) out.emplace(name, *std::move(part));
  }
  return out;
}

AttributeValue::List elements_of(const AttributeValue::List& list, const std::vector<Steps>& paths) {
  std::map<std::uint64_t, std::vector<Steps>> wanted;
  for (const Steps path : paths)
    if (path.front().index && *path.front().index < list.size()) wanted[*path.front().index].push_back(path.subspan(1));
  AttributeValue::List out;
  for (const auto& [index, rest] : wanted)
    if (auto part = part_of(list[index], rest)) out.push_back(*std::move(part));
  return out;
}

/// Of several paths none is another's front, so that an empty one is alone. nullopt: nothing of it is there.
std::optional<AttributeValue> part_of(const AttributeValue& value, const std::vector<Steps>& paths) {
  if (paths.front().empty()) return value;
  if (const auto* map = value.get<AttributeValue::Map>()) {
    Item members = members_of(*map, paths);
    if (!members.empty()) return AttributeValue(std::move(members));
  }
  if (const auto* list = value.get<AttributeValue::List>()) {
    AttributeValue::List elements = elements_of(*list, paths);
    if (!elements.empty()) return AttributeValue(std::move(elements));
  }
  return std::nullopt;
}

}  // namespace

Item project(const Projection& projection, const Item& item) {
  std::vector<Steps> paths;
  for (const DocumentPath& path : projection) paths.emplace_back(path.steps);
  return members_of(item, paths);
}

}  // namespace mien::api::dynamodb
