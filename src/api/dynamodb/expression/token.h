#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mien::api::dynamodb {

enum class TokenKind : std::uint8_t {
  kName,              ///< A letter, then letters, digits and '_'.
  kNamePlaceholder,   ///< "#n"
  kValuePlaceholder,  ///< ":v"
  kNumber,            ///< "0", or digits that begin with another one.
  kAnd,
  kOr,
  kNot,
  kBetween,
  kIn,
  kSet,
  kRemove,
  kAdd,
  kDelete,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kPlus,
  kMinus,
  kOpen,
  kClose,
  kOpenIndex,
  kCloseIndex,
  kComma,
  kDot,
  kUnknown,  ///< One character that begins no token.
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::size_t begin = 0;  ///< Byte offsets in the expression.
  std::size_t end = 0;
};

/// The tokens of an expression, the last of which is kEnd. Words such as AND and SET are of any case; blanks are
/// spaces, tabs and ends of lines. Cannot fail: what is no token is kUnknown.
std::vector<Token> tokens_of(std::string_view expression);

/// Whether `text` is a placeholder as a whole, for example "#n" with `mark` '#'.
bool is_placeholder(std::string_view text, char mark);

/// Where a parse stopped, in DynamoDB's words: the token and what stands around it.
std::string syntax_error(std::string_view expression, const std::vector<Token>& tokens, std::size_t at);

}  // namespace mien::api::dynamodb
