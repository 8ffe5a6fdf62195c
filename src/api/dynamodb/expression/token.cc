#include "api/dynamodb/expression/token.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ascii.h"
#include "core/utf8.h"

namespace mien::api::dynamodb {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

TokenKind kind_of_word(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, TokenKind>, 9> kWords{{
      {"and", TokenKind::kAnd},
      {"or", TokenKind::kOr},
      {"not", TokenKind::kNot},
      {"between", TokenKind::kBetween},
      {"in", TokenKind::kIn},
      {"set", TokenKind::kSet},
      {"remove", TokenKind::kRemove},
      {"add", TokenKind::kAdd},
      {"delete", TokenKind::kDelete},
  }};
  const auto found =
      std::ranges::find_if(kWords, [&](const auto& one) { return equal_ignoring_case(one.first, word); });
  return found != kWords.end() ? found->second : TokenKind::kName;
}

/// The kind and length of the sign at the front of `rest`.
std::pair<TokenKind, std::size_t> sign_of(std::string_view rest) {
  if (rest.starts_with("<>")) return {TokenKind::kNotEqual, 2};
  if (rest.starts_with("<=")) return {TokenKind::kLessOrEqual, 2};
  if (rest.starts_with(">=")) return {TokenKind::kGreaterOrEqual, 2};
  switch (rest.front()) {
    case '=':
      return {TokenKind::kEqual, 1};
    case '<':
      return {TokenKind::kLess, 1};
    case '>':
      return {TokenKind::kGreater, 1};
    case '+':
      return {TokenKind::kPlus, 1};
    case '-':
      return {TokenKind::kMinus, 1};
    case '(':
      return {TokenKind::kOpen, 1};
    case ')':
      return {TokenKind::kClose, 1};
    case '[':
      return {TokenKind::kOpenIndex, 1};
    case ']':
      return {TokenKind::kCloseIndex, 1};
    case ',':
      return {TokenKind::kComma, 1};
    case '.':
      return {TokenKind::kDot, 1};
    default:
      break;
  }
  std::string_view after = rest;
  if (!take_code_point(after)) return {TokenKind::kUnknown, 1};
  return {TokenKind::kUnknown, rest.size() - after.size()};
}

/// How many characters from `from` on satisfy `is`.
template <class Is>
std::size_t run(std::string_view text, std::size_t from, Is is) {
  std::size_t length = 0;
  while (from + length < text.size() && is(text[from + length])) ++length;
  return length;
}

std::pair<TokenKind, std::size_t> token_at(std::string_view rest) {
  const char first = rest.front();
  if (is_letter(first)) {
    const std::size_t length = run(rest, 0, is_word);
    return {kind_of_word(rest.substr(0, length)), length};
  }
  if (first == '0') return {TokenKind::kNumber, 1};
  if (is_digit(first)) return {TokenKind::kNumber, run(rest, 0, is_digit)};
  if (first == '#' || first == ':') {
    const std::size_t length = run(rest, 1, is_word);
    if (length > 0) return {first == '#' ? TokenKind::kNamePlaceholder : TokenKind::kValuePlaceholder, length + 1};
  }
  return sign_of(rest);
}

}  // namespace

std::vector<Token> tokens_of(std::string_view expression) {
  std::vector<Token> tokens;
  for (std::size_t at = 0;;) {
    at += run(expression, at, is_blank);
    if (at >= expression.size()) break;
    const auto [kind, length] = token_at(expression.substr(at));
    tokens.push_back({kind, at, at + length});
    at += length;
  }
  tokens.push_back({TokenKind::kEnd, expression.size(), expression.size()});
  return tokens;
}

bool is_placeholder(std::string_view text, char mark) {
  return text.size() > 1 && text.front() == mark && std::ranges::all_of(text.substr(1), is_word);
}

std::string syntax_error(std::string_view expression, const std::vector<Token>& tokens, std::size_t at) {
  const Token& token = tokens[at];
  const std::size_t from = at > 0 ? tokens[at - 1].begin : 0;
  const std::size_t to = token.kind == TokenKind::kEnd ? token.end : tokens[at + 1].end;
  const std::string_view text =
      token.kind == TokenKind::kEnd ? "<EOF>" : expression.substr(token.begin, token.end - token.begin);
  return "Syntax error; token: \"" + std::string(text) + "\", near: \"" +
         std::string(expression.substr(from, to - from)) + "\"";
}

}  // namespace mien::api::dynamodb
