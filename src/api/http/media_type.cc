#include "api/http/media_type.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api {
namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

std::string_view take_token(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_token_character);
  const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(token.size());
  return token;
}

/// `text` begins after the opening quote; what it leaves begins after the closing one.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  while (!text.empty()) {
    char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return out;
    if (is_control(c) && c != '\t') return std::nullopt;
    if (c == '\\' && !text.empty() && (text.front() == '"' || text.front() == '\\')) {
      c = text.front();
      text.remove_prefix(1);
    }
    out += c;
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& text) {
  if (!text.empty() && text.front() == '"') {
    text.remove_prefix(1);
    return take_quoted(text);
  }
  const std::string_view token = take_token(text);
  if (token.empty()) return std::nullopt;
  return std::string(token);
}

}  // namespace

const std::string* ParameterizedValue::parameter(std::string_view name) const {
  const auto at = std::ranges::find(parameters, name, [](const auto& p) -> std::string_view { return p.first; });
  return at == parameters.end() ? nullptr : &at->second;
}

std::optional<ParameterizedValue> parse_parameterized(std::string_view text) {
  ParameterizedValue out;
  skip_blanks(text);
  const std::string_view type = take_token(text);
  if (type.empty()) return std::nullopt;
  out.essence = lower_case(type);
  if (!text.empty() && text.front() == '/') {
    text.remove_prefix(1);
    const std::string_view subtype = take_token(text);
    if (subtype.empty()) return std::nullopt;
    out.essence += '/' + lower_case(subtype);
  }
  for (;;) {
    skip_blanks(text);
    if (text.empty()) return out;
    if (text.front() != ';') return std::nullopt;
    text.remove_prefix(1);
    skip_blanks(text);
    if (text.empty()) return out;  // A semicolon at the end is common and harmless.
    std::string name = lower_case(take_token(text));
    if (out.parameters.size() == limits::kMediaTypeParametersMax) return std::nullopt;
    if (name.empty() || out.parameter(name) || text.empty() || text.front() != '=') return std::nullopt;
    text.remove_prefix(1);
    auto value = take_value(text);
    if (!value) return std::nullopt;
    out.parameters.emplace_back(std::move(name), *std::move(value));
  }
}

}  // namespace mien::api
