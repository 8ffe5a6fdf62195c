#include "app/intake/table_item_sink.h"

namespace mien::app {

Result<void> TableItemSink::put(const std::string& table, const std::string& key_attribute,
                                const std::vector<std::pair<std::string, std::string>>& item) {
  const auto name = TableName::parse(table);
  if (!name) return fail(ErrorCode::kInvalidArgument, "\"" + table + "\" is no name of a table.");
  Item values;
  for (const auto& [attribute, text] : item) values.emplace(attribute, AttributeValue(text));
  auto done = put_.run(*name, values);
  if (done || done.error().code != ErrorCode::kNotFound || key_attribute.empty()) return done;
  const auto created =
      create_.run({.name = *name, .partition = {.name = key_attribute, .type = AttributeType::kS}, .actor = "intake"});
  if (!created && created.error().code != ErrorCode::kAlreadyExists) return std::unexpected(created.error());
  return put_.run(*name, values);
}

}  // namespace mien::app
