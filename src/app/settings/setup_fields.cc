#include "app/settings/setup_fields.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/utf8.h"

namespace mien::app {
namespace {

constexpr std::size_t kShownMax = 64;

bool has_nul(const std::string& text) { return text.contains('\0'); }

}  // namespace

std::string one_of(std::span<const std::string_view> words) {
  std::string why = "it must be one of";
  for (const std::string_view& word : words) why.append(&word == &words.front() ? " " : ", ").append(word);
  return why;
}

const SetupValue* SetupFields::find(std::string_view key) {
  known_.emplace(key);
  const auto found = table_.find(key);
  return found == table_.end() ? nullptr : &found->second;
}

void SetupFields::refuse(std::string_view key, std::string_view why) {
  if (wrong_) return;
  std::string message = where_ + ": " + std::string(key) + ": " + std::string(why);
  if (!message.ends_with('.')) message += '.';
  wrong_ = Error{ErrorCode::kInvalidArgument, std::move(message)};
}

std::string SetupFields::text(std::string_view key, std::string_view otherwise) {
  const SetupValue* value = find(key);
  if (value == nullptr) return std::string(otherwise);
  if (const auto* text = std::get_if<std::string>(value); text && !has_nul(*text)) return *text;
  refuse(key, "it must be a text");
  return {};
}

std::string SetupFields::needed_text(std::string_view key) {
  if (!has(key)) refuse(key, "it is missing");
  std::string value = text(key);
  if (value.empty()) refuse(key, "it must not be empty");
  return value;
}

std::string SetupFields::name() {
  std::string value = needed_text("name");
  const auto is_fit = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
  if (value.size() > limits::kSetupNameBytesMax || !std::ranges::all_of(value, is_fit))
    refuse("name", "it has up to " + std::to_string(limits::kSetupNameBytesMax) + " letters, digits, '-' and '_'");
  return value;
}

std::int64_t SetupFields::integer(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max) {
  const SetupValue* value = find(key);
  if (value == nullptr) return otherwise;
  const auto* number = std::get_if<std::int64_t>(value);
  if (number && *number >= min && *number <= max) return *number;
  refuse(key, "it must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return otherwise;
}

std::optional<double> SetupFields::number(std::string_view key, double min, double max) {
  const SetupValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  std::optional<double> number;
  if (const auto* whole = std::get_if<std::int64_t>(value)) number = static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(value)) number = *real;
  if (number && *number >= min && *number <= max) return number;
  refuse(key, "it must be a number from " + shortest_text(min) + " to " + shortest_text(max));
  return std::nullopt;
}

bool SetupFields::boolean(std::string_view key, bool otherwise) {
  const SetupValue* value = find(key);
  if (value == nullptr) return otherwise;
  if (const auto* is_on = std::get_if<bool>(value)) return *is_on;
  refuse(key, "it must be true or false");
  return otherwise;
}

std::vector<std::string> SetupFields::texts(std::string_view key) {
  const SetupValue* value = find(key);
  if (value == nullptr) return {};
  const auto* texts = std::get_if<std::vector<std::string>>(value);
  if (texts && std::ranges::none_of(*texts, has_nul)) return *texts;
  refuse(key, "it must be a list of texts");
  return {};
}

TextMap SetupFields::text_map(std::string_view key) {
  const SetupValue* value = find(key);
  if (value == nullptr) return {};
  if (const auto* map = std::get_if<TextMap>(value)) return *map;
  refuse(key, "it must be a table of texts");
  return {};
}

std::optional<std::size_t> SetupFields::choice(std::string_view key, std::span<const std::string_view> words) {
  if (!has(key)) {
    known_.emplace(key);
    return std::nullopt;
  }
  const std::string value = text(key);
  const auto at = std::ranges::find(words, value);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  refuse(key, one_of(words));
  return std::nullopt;
}

Result<void> SetupFields::finish() {
  for (const auto& [key, value] : table_)
    if (!known_.contains(key)) refuse(shortened(key, kShownMax), "there is no such key");
  if (wrong_) return std::unexpected(*wrong_);
  return {};
}

}  // namespace mien::app
