#include "core/table.h"

#include <algorithm>

#include "core/limits.h"

namespace mien {
namespace {

std::expected<std::string, KeyFault> part_of(const KeyAttribute& attribute, const Item& item, std::size_t bytes_max) {
  const auto refuse = [&](KeyFault::Problem problem) { return std::unexpected(KeyFault{problem, attribute}); };
  const auto found = item.find(attribute.name);
  if (found == item.end()) return refuse(KeyFault::Problem::kMissing);
  if (found->second.type() != attribute.type) return refuse(KeyFault::Problem::kWrongType);
  std::string bytes = key_bytes(found->second);
  if (bytes.empty()) return refuse(KeyFault::Problem::kEmpty);
  if (bytes.size() > bytes_max) return refuse(KeyFault::Problem::kTooLong);
  return bytes;
}

}  // namespace

std::optional<TableName> TableName::parse(std::string_view text) {
  if (text.size() < limits::kTableNameBytesMin || text.size() > limits::kTableNameBytesMax) return std::nullopt;
  if (!std::ranges::all_of(text, id_rules::is_word)) return std::nullopt;
  return TableName(std::string(text));
}

std::expected<ItemKey, KeyFault> key_of(const Table& table, const Item& item) {
  auto partition = part_of(table.partition, item, limits::kPartitionKeyBytesMax);
  if (!partition) return std::unexpected(std::move(partition).error());
  ItemKey key{.partition = *std::move(partition)};
  if (!table.sort) return key;
  auto sort = part_of(*table.sort, item, limits::kSortKeyBytesMax);
  if (!sort) return std::unexpected(std::move(sort).error());
  key.sort = *std::move(sort);
  return key;
}

Item key_item(const Table& table, const Item& item) {
  Item key;
  for (const auto& [name, value] : item)
    if (is_key_attribute(table, name)) key.emplace(name, value);
  return key;
}

bool is_key_attribute(const Table& table, std::string_view name) {
  return name == table.partition.name || (table.sort && name == table.sort->name);
}

std::uint32_t scan_position(std::string_view partition) {
  std::uint32_t hash = 0x811C9DC5;
  for (const char c : partition) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x01000193;
  hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
  hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
  return hash ^ (hash >> 16);
}

}  // namespace mien
