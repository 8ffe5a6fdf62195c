#include "tables/read_tables.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace mien::cli {
namespace {

/// What is neither texts nor a map of texts is left as what no key takes.
SetupValue texts_of(const toml::array& array) {
  std::vector<std::string> texts;
  for (const toml::node& element : array) {
    auto text = element.value_exact<std::string>();
    if (!text) return {};
    texts.push_back(*std::move(text));
  }
  return texts;
}

SetupValue map_of(const toml::table& table) {
  TextMap map;
  for (const auto& [name, element] : table) {
    auto text = element.value_exact<std::string>();
    if (!text) return {};
    map.emplace(std::string(name.str()), *std::move(text));
  }
  return map;
}

SetupValue value_of(const toml::node& node) {
  if (const toml::array* array = node.as_array()) return texts_of(*array);
  if (const toml::table* table = node.as_table()) return map_of(*table);
  if (auto text = node.value_exact<std::string>()) return *std::move(text);
  if (const auto whole = node.value_exact<std::int64_t>()) return *whole;
  if (const auto flag = node.value_exact<bool>()) return *flag;
  if (const auto number = node.value_exact<double>()) return *number;
  return {};
}

SetupTable setup_of(const toml::table& table) {
  SetupTable out;
  for (const auto& [key, node] : table) out.emplace(std::string(key.str()), value_of(node));
  return out;
}

}  // namespace

Result<void> read_tables(const toml::table& file, const std::string& file_name, const std::vector<TableKind>& kinds) {
  for (const TableKind& kind : kinds) {
    const toml::node* node = file.get(kind.name);
    if (node == nullptr) continue;
    if (kind.is_single) {
      const toml::table* table = node->as_table();
      if (table == nullptr)
        return fail(ErrorCode::kInvalidArgument,
                    kind.name + " in " + file_name + " must be a table [" + kind.name + "].");
      MIEN_TRY_VOID(kind.read(setup_of(*table), "[" + kind.name + "] in " + file_name));
      continue;
    }
    const toml::array* tables = node->as_array();
    for (std::size_t i = 0; tables != nullptr && i < tables->size(); ++i) {
      const toml::table* table = tables->get(i)->as_table();
      if (table == nullptr) {
        tables = nullptr;
        break;
      }
      MIEN_TRY_VOID(
          kind.read(setup_of(*table), "[[" + kind.name + "]] number " + std::to_string(i + 1) + " in " + file_name));
    }
    if (tables == nullptr)
      return fail(ErrorCode::kInvalidArgument,
                  kind.name + " in " + file_name + " must be tables [[" + kind.name + "]].");
  }
  return {};
}

}  // namespace mien::cli
