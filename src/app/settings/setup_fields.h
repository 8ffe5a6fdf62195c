#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/setup_table.h"

namespace mien::app {

/// "it must be one of a, b, c", for refuse().
std::string one_of(std::span<const std::string_view> words);

/// Reads the keys of one table that sets something up. The first that is wrong is remembered, and finish() tells of
/// it; what was asked for has no meaning then. Borrows the table.
class SetupFields {
 public:
  /// @param where  for messages: "[[intake]] 2 in mien.toml"
  SetupFields(const SetupTable& table, std::string where) : table_(table), where_(std::move(where)) {}

  std::string text(std::string_view key, std::string_view otherwise = {});
  /// One that must be there, and not be empty.
  std::string needed_text(std::string_view key);
  /// `name`, by which others may mean this one: up to 64 letters, digits, '-' and '_'.
  std::string name();
  std::int64_t integer(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max);
  std::optional<double> number(std::string_view key, double min, double max);
  bool boolean(std::string_view key, bool otherwise);
  std::vector<std::string> texts(std::string_view key);
  TextMap text_map(std::string_view key);
  /// One of some words; its place among them. None: it is not there.
  std::optional<std::size_t> choice(std::string_view key, std::span<const std::string_view> words);
  std::optional<std::size_t> choice(std::string_view key, std::initializer_list<std::string_view> words) {
    return choice(key, std::span(words.begin(), words.size()));
  }
  bool has(std::string_view key) const { return table_.contains(key); }

  /// What is wrong in itself, told of by the key it stands under.
  void refuse(std::string_view key, std::string_view why);
  /// The value that a text parses to; what is wrong with it is remembered.
  template <class Value, class Parse>
  std::optional<Value> parsed(std::string_view key, const std::string& text, const Parse& parse) {
    auto value = parse(text);
    if (value) return *std::move(value);
    refuse(key, value.error().message);
    return std::nullopt;
  }

  /// @errors kInvalidArgument  something was wrong, or the table has a key that nobody asked for
  Result<void> finish();

 private:
  /// nullptr: there is none.
  const SetupValue* find(std::string_view key);

  const SetupTable& table_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
  std::optional<Error> wrong_;
};

}  // namespace mien::app
