#include "core/setup_table.h"

#include <utility>

#include "core/number.h"
#include "core/percent.h"

namespace mien {
namespace {

/// The first character of a value says what the rest is.
enum class Mark : char { kBoolean = 'b', kInteger = 'i', kNumber = 'n', kText = 't', kTexts = 'l', kMap = 'm' };

std::string marked(Mark mark, std::string_view rest) { return static_cast<char>(mark) + std::string(rest); }

struct Encoder {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool value) const { return marked(Mark::kBoolean, value ? "1" : "0"); }
  std::string operator()(std::int64_t value) const { return marked(Mark::kInteger, std::to_string(value)); }
  std::string operator()(double value) const { return marked(Mark::kNumber, shortest_text(value)); }
  std::string operator()(const std::string& value) const { return marked(Mark::kText, value); }
  std::string operator()(const std::vector<std::string>& values) const {
    std::string out;
    for (const std::string& value : values) out.append(percent_encode(value)).append(",");
    return marked(Mark::kTexts, out);
  }
  std::string operator()(const TextMap& values) const { return marked(Mark::kMap, encode_text_map(values)); }
};

/// What cannot be decoded is a monostate, which is never encoded.
SetupValue decode_texts(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    if (comma == std::string_view::npos) return {};
    auto value = percent_decode(text.substr(0, comma));
    if (!value) return {};
    out.push_back(*std::move(value));
    text.remove_prefix(comma + 1);
  }
  return out;
}

SetupValue decode_map(std::string_view text) {
  auto map = decode_text_map(text);
  if (!map) return {};
  return *std::move(map);
}

template <class Number>
SetupValue decode_number(std::string_view text) {
  const auto number = number_of<Number>(text);
  if (!number) return {};
  return *number;
}

SetupValue decode_value(std::string_view text) {
  if (text.empty()) return {};
  const std::string_view rest = text.substr(1);
  switch (static_cast<Mark>(text.front())) {
    case Mark::kBoolean:
      if (rest != "0" && rest != "1") return {};
      return rest == "1";
    case Mark::kInteger:
      return decode_number<std::int64_t>(rest);
    case Mark::kNumber:
      return decode_number<double>(rest);
    case Mark::kText:
      return std::string(rest);
    case Mark::kTexts:
      return decode_texts(rest);
    case Mark::kMap:
      return decode_map(rest);
  }
  return {};
}

}  // namespace

std::string encode_setup(const SetupTable& table) {
  TextMap texts;
  for (const auto& [key, value] : table)
    if (!std::holds_alternative<std::monostate>(value)) texts.emplace(key, std::visit(Encoder{}, value));
  return encode_text_map(texts);
}

Result<SetupTable> decode_setup(std::string_view text) {
  MIEN_TRY(const TextMap texts, decode_text_map(text));
  SetupTable table;
  for (const auto& [key, encoded] : texts) {
    SetupValue value = decode_value(encoded);
    if (std::holds_alternative<std::monostate>(value))
      return fail(ErrorCode::kInvalidArgument, "The text is no encoded table.");
    table.emplace(key, std::move(value));
  }
  return table;
}

}  // namespace mien
