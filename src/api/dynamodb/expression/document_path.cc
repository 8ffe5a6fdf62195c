#include "api/dynamodb/expression/document_path.h"

#include <algorithm>

#include "api/dynamodb/expression/names.h"

namespace mien::api::dynamodb {

const AttributeValue* find(const Item& item, const DocumentPath& path) {
  const auto top = item.find(path.steps.front().name);
  if (top == item.end()) return nullptr;
  const AttributeValue* value = &top->second;
  for (std::size_t i = 1; i < path.steps.size(); ++i) {
    const PathStep& step = path.steps[i];
    if (step.index) {
      const auto* list = value->get<AttributeValue::List>();
      if (list == nullptr || *step.index >= list->size()) return nullptr;
      value = &(*list)[*step.index];
    } else {
      const auto* map = value->get<AttributeValue::Map>();
      if (map == nullptr) return nullptr;
      const auto member = map->find(step.name);
      if (member == map->end()) return nullptr;
      value = &member->second;
    }
  }
  return value;
}

Parsed<void> DisjointPaths::add(const DocumentPath& path) {
  for (const DocumentPath* const other : paths_) {
    const auto [mine, theirs] = std::ranges::mismatch(path.steps, other->steps, [](const auto& a, const auto& b) {
      return a.index == b.index && (a.index || a.name == b.name);
    });
    const bool overlap = mine == path.steps.end() || theirs == other->steps.end();
    if (!overlap && mine->index.has_value() == theirs->index.has_value()) continue;
    return std::unexpected("Two document paths " + std::string(overlap ? "overlap" : "conflict") +
                           " with each other; must remove or rewrite one of these paths; path one: " + text_of(*other) +
                           ", path two: " + text_of(path));
  }
  paths_.push_back(&path);
  return {};
}

}  // namespace mien::api::dynamodb
