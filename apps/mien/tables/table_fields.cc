#include "tables/table_fields.h"

#include <algorithm>

#include "core/ascii.h"
#include "printable.h"

namespace mien::cli {
namespace {

constexpr std::size_t kShownMax = 64;

}  // namespace

const toml::node* TableFields::find(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

void TableFields::refuse(std::string_view key, std::string_view why) {
  if (wrong_) return;
  std::string message = where_ + ": " + std::string(key) + ": " + std::string(why);
  if (!message.ends_with('.')) message += '.';
  wrong_ = Error{ErrorCode::kInvalidArgument, std::move(message)};
}

std::string TableFields::text(std::string_view key, std::string_view otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::string(otherwise);
  if (auto value = node->value_exact<std::string>(); value && !value->contains('\0')) return *std::move(value);
  refuse(key, "it must be a text");
  return {};
}

std::string TableFields::needed_text(std::string_view key) {
  if (!has(key)) refuse(key, "it is missing");
  std::string value = text(key);
  if (value.empty()) refuse(key, "it must not be empty");
  return value;
}

std::string TableFields::name() {
  std::string value = needed_text("name");
  const auto is_fit = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
  if (value.size() > 64 || !std::ranges::all_of(value, is_fit))
    refuse("name", "it has up to 64 letters, digits, '-' and '_'");
  return value;
}

std::int64_t TableFields::integer(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= min && *value <= max) return *value;
  refuse(key, "it must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return otherwise;
}

std::optional<double> TableFields::number(std::string_view key, double min, double max) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value<double>();
  if (value && !node->is_boolean() && *value >= min && *value <= max) return value;
  refuse(key, "it must be a number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

bool TableFields::boolean(std::string_view key, bool otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (const auto value = node->value_exact<bool>()) return *value;
  refuse(key, "it must be true or false");
  return otherwise;
}

std::vector<std::string> TableFields::texts(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  std::vector<std::string> out;
  const toml::array* array = node->as_array();
  if (array != nullptr)
    for (const toml::node& element : *array)
      if (auto value = element.value_exact<std::string>()) out.push_back(*std::move(value));
  if (array == nullptr || out.size() != array->size()) refuse(key, "it must be a list of texts");
  return out;
}

TextMap TableFields::text_map(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  TextMap out;
  const toml::table* table = node->as_table();
  if (table != nullptr)
    for (const auto& [name, element] : *table)
      if (auto value = element.value_exact<std::string>()) out.emplace(std::string(name.str()), *std::move(value));
  if (table == nullptr || out.size() != table->size()) refuse(key, "it must be a table of texts");
  return out;
}

std::optional<std::size_t> TableFields::choice(std::string_view key, std::initializer_list<std::string_view> words) {
  if (!has(key)) {
    known_.emplace(key);
    return std::nullopt;
  }
  const std::string value = text(key);
  const auto at = std::ranges::find(words, value);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  std::string why = "it must be one of";
  for (const std::string_view word : words) why.append(word == *words.begin() ? " " : ", ").append(word);
  refuse(key, why);
  return std::nullopt;
}

Result<void> TableFields::finish() {
  for (const auto& [key, node] : table_)
    if (!known_.contains(key.str())) refuse(shortened(std::string(key.str()), kShownMax), "there is no such key");
  if (wrong_) return std::unexpected(*wrong_);
  return {};
}

Result<void> read_tables(const toml::table& file, const std::string& file_name, const std::vector<TableKind>& kinds) {
  for (const TableKind& kind : kinds) {
    const toml::node* node = file.get(kind.name);
    if (node == nullptr) continue;
    if (kind.is_single) {
      const toml::table* table = node->as_table();
      if (table == nullptr)
        return fail(ErrorCode::kInvalidArgument,
                    kind.name + " in " + file_name + " must be a table [" + kind.name + "].");
      MIEN_TRY_VOID(kind.read(*table, "[" + kind.name + "] in " + file_name));
      continue;
    }
    const toml::array* tables = node->as_array();
    for (std::size_t i = 0; tables != nullptr && i < tables->size(); ++i) {
      const toml::table* table = tables->get(i)->as_table();
      if (table == nullptr) {
        tables = nullptr;
        break;
      }
      MIEN_TRY_VOID(kind.read(*table, "[[" + kind.name + "]] number " + std::to_string(i + 1) + " in " + file_name));
    }
    if (tables == nullptr)
      return fail(ErrorCode::kInvalidArgument,
                  kind.name + " in " + file_name + " must be tables [[" + kind.name + "]].");
  }
  return {};
}

}  // namespace mien::cli
