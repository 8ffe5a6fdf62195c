#include "api/dynamodb/expression/parser.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "api/dynamodb/expression/token.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/result.h"

namespace mien::api::dynamodb {
namespace {

constexpr std::string_view kRedundantParentheses = "The expression has redundant parentheses;";
/// Each level of parentheses that says something holds an operator, so that a deeper tree is wrong in any case.
constexpr std::size_t kNestingMax = limits::kExpressionOperatorsMax + 2;

/// In parentheses may stand a condition or an operand; which of them shows at their end.
struct Node {
  std::optional<Operand> operand{};
  std::optional<Condition> condition{};
};

/// Recursive descent with one token of foresight. The first token that cannot go on is the error.
class Parser {
 public:
  explicit Parser(std::string_view expression) : expression_(expression), tokens_(tokens_of(expression)) {}

  Parsed<Condition> condition() {
    MIEN_TRY(Node node, parse_or());
    if (!node.condition || !at(TokenKind::kEnd)) return error();
    MIEN_TRY_VOID(check_parentheses());
    return *std::move(node.condition);
  }
  Parsed<Projection> projection() {
    Projection paths;
    do {
      MIEN_TRY(DocumentPath path, parse_path());
      paths.push_back(std::move(path));
    } while (take(TokenKind::kComma));
    if (!at(TokenKind::kEnd)) return error();
    return paths;
  }
  Parsed<Update> update() {
    Update update;
    std::vector<UpdateAction::Section> seen;
    do {
      const auto section = take_section();
      if (!section) return error();
      if (std::ranges::find(seen, *section) != seen.end() && !update.section_twice) update.section_twice = section;
      seen.push_back(*section);
      do {
        MIEN_TRY(UpdateAction action, parse_action(*section));
        update.actions.push_back(std::move(action));
      } while (take(TokenKind::kComma));
    } while (!at(TokenKind::kEnd));
    MIEN_TRY_VOID(check_parentheses());
    return update;
  }

 private:
  const Token& token() const { return tokens_[at_]; }
  bool at(TokenKind kind) const { return token().kind == kind; }
  bool take(TokenKind kind) {
    if (!at(kind)) return false;
    ++at_;
    return true;
  }
  std::string text() const { return std::string(expression_.substr(token().begin, token().end - token().begin)); }
  std::unexpected<std::string> error() const { return std::unexpected(syntax_error(expression_, tokens_, at_)); }
  Parsed<void> expect(TokenKind kind) {
    if (!take(kind)) return error();
    return {};
  }
  Parsed<void> check_parentheses() const {
    if (redundant_) return std::unexpected(std::string(kRedundantParentheses));
    return {};
  }

  /// One level of parentheses, which the present token begins; or of a function's.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) { ++parser.nesting_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    ~Level() { --parser_.nesting_; }
    Parsed<void> check() const {
      if (parser_.nesting_ <= kNestingMax) return {};
      const bool doubled = parser_.at(TokenKind::kOpen) && parser_.tokens_[parser_.at_ + 1].kind == TokenKind::kOpen;
      return std::unexpected(doubled ? std::string(kRedundantParentheses) : too_many_operators());
    }

   private:
    Parser& parser_;
  };

  Parsed<Node> parse_or() { return parse_joined(TokenKind::kOr, Condition::Kind::kOr, &Parser::parse_and); }
  Parsed<Node> parse_and() { return parse_joined(TokenKind::kAnd, Condition::Kind::kAnd, &Parser::parse_not); }
  Parsed<Node> parse_joined(TokenKind word, Condition::Kind kind, Parsed<Node> (Parser::*part)()) {
    MIEN_TRY(Node first, (this->*part)());
    if (!at(word)) return first;
    if (!first.condition) return error();
    Condition joined{.kind = kind};
    joined.children.push_back(*std::move(first.condition));
    while (take(word)) {
      MIEN_TRY(Node next, (this->*part)());
      if (!next.condition) return error();
      joined.children.push_back(*std::move(next.condition));
    }
    return Node{.condition = std::move(joined)};
  }
  Parsed<Node> parse_not() {
    std::size_t negations = 0;
    while (take(TokenKind::kNot)) ++negations;
    MIEN_TRY(Node node, parse_predicate());
    if (negations == 0) return node;
    if (!node.condition) return error();
    Condition condition{.kind = Condition::Kind::kNot, .negations = negations};
    condition.children.push_back(*std::move(node.condition));
    return Node{.condition = std::move(condition)};
  }
  /// A lone operand is given as one: it may stand in parentheses.
  Parsed<Node> parse_predicate() {
    MIEN_TRY(Node node, parse_primary());
    if (!node.operand) return node;
    if (const auto comparator = take_comparator()) {
      MIEN_TRY(Operand right, parse_operand());
      Condition condition{.kind = Condition::Kind::kCompare, .comparator = *comparator};
      condition.operands.push_back(*std::move(node.operand));
      condition.operands.push_back(std::move(right));
      return Node{.condition = std::move(condition)};
    }
    if (take(TokenKind::kBetween)) return parse_between(*std::move(node.operand));
    if (take(TokenKind::kIn)) return parse_in(*std::move(node.operand));
    if (node.operand->kind != Operand::Kind::kFunction) return node;
    // It may be either; whoever asks for a condition takes that.
    Condition condition{.kind = Condition::Kind::kFunction};
    condition.operands.push_back(*node.operand);
    node.condition = std::move(condition);
    return node;
  }
  Parsed<Node> parse_between(Operand what) {
    Condition condition{.kind = Condition::Kind::kBetween};
    condition.operands.push_back(std::move(what));
    MIEN_TRY(Operand lower, parse_operand());
    condition.operands.push_back(std::move(lower));
    MIEN_TRY_VOID(expect(TokenKind::kAnd));
    MIEN_TRY(Operand upper, parse_operand());
    condition.operands.push_back(std::move(upper));
    return Node{.condition = std::move(condition)};
  }
  Parsed<Node> parse_in(Operand what) {
    Condition condition{.kind = Condition::Kind::kIn};
    condition.operands.push_back(std::move(what));
    MIEN_TRY_VOID(parse_list(condition.operands));
    return Node{.condition = std::move(condition)};
  }
  /// Operands in parentheses, one at least.
  Parsed<void> parse_list(std::vector<Operand>& into) {
    MIEN_TRY_VOID(expect(TokenKind::kOpen));
    do {
      MIEN_TRY(Operand operand, parse_operand());
      into.push_back(std::move(operand));
    } while (take(TokenKind::kComma));
    return expect(TokenKind::kClose);
  }
  Parsed<Node> parse_primary() {
    if (!at(TokenKind::kOpen)) {
      MIEN_TRY(Operand operand, parse_simple_operand());
      return Node{.operand = std::move(operand)};
    }
    const Level level(*this);
    MIEN_TRY_VOID(level.check());
    const std::size_t open = at_++;
    MIEN_TRY(Node node, parse_or());
    MIEN_TRY_VOID(close(open));
    return node;
  }
  /// The end of parentheses that were opened at `open`.
  Parsed<void> close(std::size_t open) {
    const bool doubled = tokens_[open + 1].kind == TokenKind::kOpen && closed_[open + 1] == at_ - 1;
    MIEN_TRY_VOID(expect(TokenKind::kClose));
    closed_[open] = at_ - 1;
    redundant_ = redundant_ || doubled;
    return {};
  }
  Parsed<Operand> parse_operand() {
    if (!at(TokenKind::kOpen)) return parse_simple_operand();
    const Level level(*this);
    MIEN_TRY_VOID(level.check());
    const std::size_t open = at_++;
    MIEN_TRY(Operand operand, parse_operand());
    MIEN_TRY_VOID(close(open));
    return operand;
  }
  Parsed<Operand> parse_simple_operand() {
    if (at(TokenKind::kValuePlaceholder)) {
      Operand operand{.kind = Operand::Kind::kValue, .name = text()};
      ++at_;
      return operand;
    }
    if (at(TokenKind::kName) && tokens_[at_ + 1].kind == TokenKind::kOpen) {
      const Level level(*this);
      MIEN_TRY_VOID(level.check());
      Operand operand{.kind = Operand::Kind::kFunction, .name = text()};
      ++at_;
      MIEN_TRY_VOID(parse_list(operand.arguments));
      return operand;
    }
    MIEN_TRY(DocumentPath path, parse_path());
    return Operand{.kind = Operand::Kind::kPath, .path = std::move(path)};
  }
  Parsed<DocumentPath> parse_path() {
    DocumentPath path;
    MIEN_TRY_VOID(parse_name(path));
    for (;;) {
      if (take(TokenKind::kDot)) {
        MIEN_TRY_VOID(parse_name(path));
      } else if (take(TokenKind::kOpenIndex)) {
        if (!at(TokenKind::kNumber)) return error();
        PathStep step{.name = text()};
        step.index = number_of<std::uint64_t>(step.name).value_or(std::numeric_limits<std::uint64_t>::max());
        path.steps.push_back(std::move(step));
        ++at_;
        MIEN_TRY_VOID(expect(TokenKind::kCloseIndex));
      } else {
        return path;
      }
    }
  }
  Parsed<void> parse_name(DocumentPath& path) {
    if (!at(TokenKind::kName) && !at(TokenKind::kNamePlaceholder)) return error();
    path.steps.push_back({.name = text()});
    ++at_;
    return {};
  }
  std::optional<Comparator> take_comparator() {
    static constexpr std::pair<TokenKind, Comparator> kComparators[] = {
        {TokenKind::kEqual, Comparator::kEqual},     {TokenKind::kNotEqual, Comparator::kNotEqual},
        {TokenKind::kLess, Comparator::kLess},       {TokenKind::kLessOrEqual, Comparator::kLessOrEqual},
        {TokenKind::kGreater, Comparator::kGreater}, {TokenKind::kGreaterOrEqual, Comparator::kGreaterOrEqual}};
    for (const auto& [kind, comparator] : kComparators)
      if (take(kind)) return comparator;
    return std::nullopt;
  }

  std::optional<UpdateAction::Section> take_section() {
    if (take(TokenKind::kSet)) return UpdateAction::Section::kSet;
    if (take(TokenKind::kRemove)) return UpdateAction::Section::kRemove;
    if (take(TokenKind::kAdd)) return UpdateAction::Section::kAdd;
    if (take(TokenKind::kDelete)) return UpdateAction::Section::kDelete;
    return std::nullopt;
  }
  Parsed<UpdateAction> parse_action(UpdateAction::Section section) {
    MIEN_TRY(DocumentPath path, parse_path());
    UpdateAction action{.section = section, .path = std::move(path)};
    if (section == UpdateAction::Section::kRemove) return action;
    if (section == UpdateAction::Section::kSet) {
      MIEN_TRY_VOID(expect(TokenKind::kEqual));
      MIEN_TRY(action.value, parse_set_value());
      return action;
    }
    if (!at(TokenKind::kValuePlaceholder)) return error();
    MIEN_TRY(action.value, parse_simple_operand());
    return action;
  }
  /// An operand, or a sum or difference of two; the whole of it may stand in parentheses.
  Parsed<Operand> parse_set_value() {
    if (!at(TokenKind::kOpen)) return parse_sum();
    const Level level(*this);
    MIEN_TRY_VOID(level.check());
    const std::size_t open = at_++;
    MIEN_TRY(Operand inner, parse_set_value());
    MIEN_TRY_VOID(close(open));
    const bool is_sum = inner.kind == Operand::Kind::kSum || inner.kind == Operand::Kind::kDifference;
    return is_sum ? Parsed<Operand>(std::move(inner)) : parse_rest_of_sum(std::move(inner));
  }
  Parsed<Operand> parse_sum() {
    MIEN_TRY(Operand left, parse_operand());
    return parse_rest_of_sum(std::move(left));
  }
  Parsed<Operand> parse_rest_of_sum(Operand left) {
    const bool is_sum = at(TokenKind::kPlus);
    if (!is_sum && !at(TokenKind::kMinus)) return left;
    ++at_;
    Operand sum{.kind = is_sum ? Operand::Kind::kSum : Operand::Kind::kDifference};
    sum.arguments.push_back(std::move(left));
    MIEN_TRY(Operand right, parse_operand());
    sum.arguments.push_back(std::move(right));
    return sum;
  }

  std::string_view expression_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  /// For each token that opens parentheses, the one that closes them. One more, so that the next may be asked.
  std::vector<std::size_t> closed_ = std::vector<std::size_t>(tokens_.size() + 1, 0);
  bool redundant_ = false;
};

/// Before a token of it is read.
Parsed<void> check_size(std::string_view expression) {
  if (expression.empty()) return std::unexpected(std::string("The expression can not be empty;"));
  if (expression.size() > limits::kExpressionBytesMax)
    return std::unexpected("Expression size has exceeded the maximum allowed size; expression size: " +
                           std::to_string(expression.size()));
  return {};
}

}  // namespace

std::string too_many_operators() {
  return "The expression contains too many operators; operator count: " +
         std::to_string(limits::kExpressionOperatorsMax + 1);
}

Parsed<Condition> parse_condition(std::string_view expression) {
  MIEN_TRY_VOID(check_size(expression));
  return Parser(expression).condition();
}
Parsed<Update> parse_update(std::string_view expression) {
  MIEN_TRY_VOID(check_size(expression));
  return Parser(expression).update();
}
Parsed<Projection> parse_projection(std::string_view expression) {
  MIEN_TRY_VOID(check_size(expression));
  return Parser(expression).projection();
}

}  // namespace mien::api::dynamodb
