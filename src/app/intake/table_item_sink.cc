#include "app/intake/table_item_sink.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text_map.h"

namespace mien::app {
namespace {

Result<TableName> name_of(const std::string& table) {
  auto name = TableName::parse(table);
  if (!name) return fail(ErrorCode::kInvalidArgument, "\"" + table + "\" is no name of a table.");
  return *std::move(name);
}

}  // namespace

Result<std::string> TableItemSink::key_of(const std::string& table, const std::string& key_attribute,
                                          const Fields& item) const {
  MIEN_TRY(const TableName name, name_of(table));
  std::vector<std::string> attributes{key_attribute};
  const auto found = tables_.find(name);
  if (found) {
    attributes = {found->partition.name};
    if (found->sort) attributes.push_back(found->sort->name);
  } else if (found.error().code != ErrorCode::kNotFound || key_attribute.empty()) {
    return std::unexpected(found.error());
  }
  TextMap key;
  for (const std::string& attribute : attributes) {
    const auto field = std::ranges::find(item, attribute, &Fields::value_type::first);
    if (field == item.end())
      return fail(ErrorCode::kInvalidArgument, "The key attribute " + attribute + " is missing.");
    key.insert(*field);
  }
  return encode_text_map(key);
}

Result<void> TableItemSink::put(const std::string& table, const std::string& key_attribute, const Fields& item) {
  MIEN_TRY(const TableName name, name_of(table));
  Item values;
  for (const auto& [attribute, text] : item) values.emplace(attribute, AttributeValue(text));
  auto done = put_.run(name, values);
  if (done || done.error().code != ErrorCode::kNotFound || key_attribute.empty()) return done;
  const auto created =
      create_.run({.name = name, .partition = {.name = key_attribute, .type = AttributeType::kS}, .actor = "intake"});
  if (!created && created.error().code != ErrorCode::kAlreadyExists) return std::unexpected(created.error());
  return put_.run(name, values);
}

Result<void> TableItemSink::remove(const std::string& table, const std::string& key) {
  MIEN_TRY(const TableName name, name_of(table));
  MIEN_TRY(const TextMap attributes, decode_text_map(key));
  const auto found = tables_.find(name);
  if (!found && found.error().code == ErrorCode::kNotFound) return {};
  if (!found) return std::unexpected(found.error());
  Item values;
  for (const auto& [attribute, text] : attributes) values.emplace(attribute, AttributeValue(text));
  auto item_key = mien::key_of(*found, values);
  if (!item_key) return {};  // The table was made anew with another key: the item went with the old one.
  const std::array edits{ItemEdit{.key = *std::move(item_key), .decide = [](const Item*) { return RemoveItem{}; }}};
  const auto removed = tables_.edit(found->id, edits);
  if (!removed && removed.error().code == ErrorCode::kNotFound) return {};
  return removed;
}

}  // namespace mien::app
