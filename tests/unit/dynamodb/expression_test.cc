#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/dynamodb/expression/apply_update.h"
#include "api/dynamodb/expression/bind.h"
#include "api/dynamodb/expression/evaluate.h"
#include "api/dynamodb/expression/key_condition.h"
#include "api/dynamodb/expression/project.h"
#include "api/dynamodb/expression/reserved_words.h"
#include "api/dynamodb/expression/token.h"
#include "core/limits.h"
#include "unit/dynamodb/random_values.h"

namespace mien::api::dynamodb {
namespace {

AttributeValue text(std::string_view value) { return AttributeValue(std::string(value)); }
AttributeValue number(std::string_view value) { return AttributeValue(Decimal::parse(value).value()); }

/// What DynamoDB Local answers to these: e2e_dynamodb asks it, where it is.
class ExpressionTest : public testing::Test {
 protected:
  static Placeholders placeholders() {
    return {{{"#n", "name"}, {"#m", "m"}},
            {{":v", number("1")},
             {":s", text("x")},
             {":l", AttributeValue(AttributeValue::List{text("x")})},
             {":t", AttributeValue(true)}}};
  }
  template <class Tree>
  static std::string error_of(Parsed<Tree> (*parse)(std::string_view), std::string_view expression) {
    auto tree = parse(expression);
    if (!tree) return tree.error();
    Placeholders known = placeholders();
    const auto bound = bind(*tree, known);
    return bound ? "none" : bound.error();
  }
  static std::string condition(std::string_view expression) { return error_of(parse_condition, expression); }
  static std::string update(std::string_view expression) { return error_of(parse_update, expression); }
  static std::string projection(std::string_view expression) { return error_of(parse_projection, expression); }
  static std::string syntax(std::string_view token, std::string_view near) {
    return "Syntax error; token: \"" + std::string(token) + "\", near: \"" + std::string(near) + "\"";
  }
};

TEST_F(ExpressionTest, TakesWhatIsRight) {
  for (const std::string_view good :
       {"a = :v", "not a=:v AND (b <> c or c IN (:v, d))", "a.b[3].#n BETWEEN :v AND size(c)", "(a) = (:v)",
        "attribute_exists(a) and not attribute_not_exists(b[0])", "begins_with(a, :s)", "contains (a, b)",
        "size(a) >= size(b)", ":v = :v", "a[2147483647] < :s", "n in ((:v))", "size = :v", "NOT NOT NOT a = b"})
    EXPECT_EQ(condition(good), "none") << good;
  for (const std::string_view good :
       {"SET a = :v, #n = if_not_exists(a, :v) + :v REMOVE b, c[1] ADD d :v", "set a = (b - :v)", "remove a.b",
        "SET a = list_append(if_not_exists(b, :l), :l)", "ADD a :v SET b = b"})
    EXPECT_EQ(update(good), "none") << good;
  for (const std::string_view good : {"a", "a, b.c, d[1], d[2].x, #n"}) EXPECT_EQ(projection(good), "none") << good;
}

TEST_F(ExpressionTest, ShowsTheTokenThatIsWrongAndThoseBesideIt) {
  const std::vector<std::array<std::string_view, 3>> wrong = {{"a", "<EOF>", "a"},
                                                              {"a =", "<EOF>", "="},
                                                              {" ", "<EOF>", " "},
                                                              {"= :v", "=", "= :v"},
                                                              {"a == :v", "=", "== :v"},
                                                              {"a != :v", "!", "a !="},
                                                              {"(a = :v", "<EOF>", ":v"},
                                                              {"a = :v)", ")", ":v)"},
                                                              {"n in ()", ")", "()"},
                                                              {"a..b = :v", ".", "..b"},
                                                              {"a[01] = :v", "1", "01]"},
                                                              {"n = 'x'", "'", "= 'x"},
                                                              {"n  foo  =   :v", "foo", "n  foo  ="},
                                                              {"\xC3\xA9 = :v", "\xC3\xA9", "\xC3\xA9 ="},
                                                              {"a = :v) ", ")", ":v) "},
                                                              {"(n and m)", "and", "n and m"},
                                                              {"between(n)", "between", "between("},
                                                              {"# n = :v", "#", "# n"}};
  for (const auto& [expression, token, near] : wrong)
    EXPECT_EQ(condition(expression), syntax(token, near)) << expression;
  EXPECT_EQ(update("SET n = n + :v + :v"), syntax("+", ":v + :v"));
  EXPECT_EQ(update("ADD n n"), syntax("n", "n n"));
  EXPECT_EQ(update("SET a = :v WHERE"), syntax("WHERE", ":v WHERE"));
  EXPECT_EQ(projection("size(n)"), syntax("(", "size(n"));
  EXPECT_EQ(projection("n,"), syntax("<EOF>", ","));
}

TEST_F(ExpressionTest, SaysWhatIsWrongInDynamoDbsWords) {
  EXPECT_EQ(condition(""), "The expression can not be empty;");
  EXPECT_EQ(condition("((a = :v))"), "The expression has redundant parentheses;");
  EXPECT_EQ(condition("((a)) = :v"), "The expression has redundant parentheses;");
  EXPECT_EQ(condition("foo(n)"), "Invalid function name; function: foo");
  EXPECT_EQ(condition("name = :v"), "Attribute name is a reserved keyword; reserved keyword: name");
  EXPECT_EQ(condition("a[2147483648] = :v"), "List index is not within the allowable range; index: [2147483648]");
  EXPECT_EQ(condition("a[99999999999999999999999] = :v"),
            "List index is not within the allowable range; index: [99999999999999999999999]");
  EXPECT_EQ(condition("size(n)"), "The function is not allowed to be used this way in an expression; function: size");
  EXPECT_EQ(condition("list_append(a, :l) = :l"),
            "The function is not allowed in a condition expression; function: list_append");
  EXPECT_EQ(
      condition("contains(a)"),
      "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1");
  EXPECT_EQ(condition("attribute_exists(:v)"),
            "Operator or function requires a document path; operator or function: attribute_exists");
  EXPECT_EQ(condition("a = :none"),
            "An expression attribute value used in expression is not defined; attribute value: :none");
  EXPECT_EQ(condition("#none = :v"),
            "An expression attribute name used in the document path is not defined; attribute name: #none");
  EXPECT_EQ(
      condition("#m.b = m.b"),
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, "
      "first operand: [m, b]");
  EXPECT_EQ(condition("a < :t"),
            "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL");
  EXPECT_EQ(condition("attribute_type(a, :s)"),
            "Invalid attribute type name found; type: x, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  EXPECT_EQ(condition("a between :s and :v"),
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: "
            "AttributeValue: {S:x}, upper bound operand: AttributeValue: {N:1}");
  EXPECT_EQ(update("SET a = :v SET b = :v"), "The \"SET\" section can only be used once in an update expression;");
  EXPECT_EQ(
      update("SET a = :v, a.b = :v"),
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path "
      "two: [a, b]");
  EXPECT_EQ(update("SET a.b = :v, a[0] = :v"),
            "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], "
            "path two: [a, [0]]");
  EXPECT_EQ(update("ADD a :s"),
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: "
            "ALLOWED_FOR_ADD_OPERAND");
  EXPECT_EQ(update("SET a = size(b)"), "The function is not allowed in an update expression; function: size");
}

TEST_F(ExpressionTest, EndsAtItsLimits) {
  const auto joined = [](std::size_t count, const std::string& one, const std::string& between) {
    std::string out = one;
    for (std::size_t i = 1; i < count; ++i) out += between + one;
    return out;
  };
  const std::string many = "The expression contains too many operators; operator count: 301";
  EXPECT_EQ(condition(joined(150, "a = :v", " and ")), "none");
  EXPECT_EQ(condition(joined(151, "a = :v", " and ")), many);
  std::string nots;
  for (int i = 0; i < 300; ++i) nots += "NOT ";
  EXPECT_EQ(condition(nots + "a = :v"), many);
  EXPECT_EQ(condition(nots.substr(4) + "a = :v"), "none");
  for (const std::size_t depth : {299U, 300U, 302U, 500U}) {
    std::string open;
    for (std::size_t i = 0; i < depth; ++i) open += "NOT(";
    EXPECT_EQ(condition(open + "a = :v" + std::string(depth, ')')), depth < 300 ? "none" : many) << depth;
  }
  EXPECT_EQ(condition(std::string(1000, '(') + "a = :v" + std::string(1000, ')')),
            "The expression has redundant parentheses;");
  std::string functions;
  for (int i = 0; i < 800; ++i) functions += "f(";
  EXPECT_EQ(condition(functions), many);
  const std::string longest = "a = :v" + std::string(limits::kExpressionBytesMax - 6, ' ');
  EXPECT_EQ(condition(longest), "none");
  EXPECT_EQ(condition(longest + " "), "Expression size has exceeded the maximum allowed size; expression size: 4097");
  EXPECT_EQ(condition(joined(limits::kExpressionPathDepthMax, "a", ".") + " = :v"), "none");
  EXPECT_EQ(condition(joined(limits::kExpressionPathDepthMax + 1, "a", ".") + " = :v"),
            "The document path has too many nesting levels; nesting levels: 33");
  EXPECT_EQ(condition("a in (" + joined(limits::kExpressionInOperandsMax, ":v", ",") + ")"), "none");
  EXPECT_EQ(condition("a in (" + joined(limits::kExpressionInOperandsMax + 1, ":v", ",") + ")"),
            "The IN operator is provided with too many operands; number of operands: 101");
}

TEST_F(ExpressionTest, NamesThePlaceholdersThatNobodyUses) {
  Placeholders known = placeholders();
  auto tree = parse_condition("#n = :v");
  ASSERT_TRUE(tree && bind(*tree, known));
  EXPECT_EQ(known.unused(), "Value provided in ExpressionAttributeNames unused in expressions: keys: {#m}");
  tree = parse_condition("#m = :v or #m = :t");
  ASSERT_TRUE(tree && bind(*tree, known));
  EXPECT_EQ(known.unused(), "Value provided in ExpressionAttributeValues unused in expressions: keys: {:l, :s}");
}

TEST(ReservedWords, AreThoseOfTheListInAnyCase) {
  for (const std::string_view word : {"abort", "NAME", "Status", "zone", "connection", "deterministic"})
    EXPECT_TRUE(is_reserved_word(word)) << word;
  for (const std::string_view word : {"", "id", "size", "convert", "remove", "names1", "namE_", "zonezonezonezonezone"})
    EXPECT_FALSE(is_reserved_word(word)) << word;
}

// Properties: random expressions against a plain reading of what they say.

using Truth = std::function<bool(const Item&)>;

/// Makes conditions together with what they mean. Values are in the placeholders.
class RandomConditions {
 public:
  explicit RandomConditions(std::uint32_t seed) : random_(seed) {}

  struct Made {
    std::string expression;
    Truth truth;
  };
  Made condition(std::size_t depth) {
    const std::uint32_t kind = random_.below(depth == 0 ? 5 : 8);
    switch (kind) {
      case 0:
        return comparison();
      case 1:
        return between();
      case 2:
        return in();
      case 3:
      case 4:
        return function();
      case 5: {
        Made inner = condition(depth - 1);
        return {"NOT (" + inner.expression + ")", [inner](const Item& item) { return !inner.truth(item); }};
      }
      default:
        break;
    }
    Made a = condition(depth - 1);
    Made b = condition(depth - 1);
    // Without parentheses AND binds more tightly, so that they stand around whatever is an OR.
    if (kind == 6)
      return {"(" + a.expression + ") AND (" + b.expression + ")",
              [a, b](const Item& item) { return a.truth(item) && b.truth(item); }};
    return {"(" + a.expression + ") OR (" + b.expression + ")",
            [a, b](const Item& item) { return a.truth(item) || b.truth(item); }};
  }
  Placeholders placeholders() const { return {{}, values_}; }
  RandomValues& random() { return random_; }

 private:
  using Found = std::function<std::optional<AttributeValue>(const Item&)>;
  struct Operand {
    std::string text;
    Found find;
  };
  Operand attribute() {
    std::string name = random_.name();
    Found find = [name](const Item& item) -> std::optional<AttributeValue> {
      const auto found = item.find(name);
      return found == item.end() ? std::nullopt : std::optional(found->second);
    };
    if (random_.below(3) != 0) return {name, find};
    if (random_.below(2) == 0) {
      const std::uint32_t index = random_.below(3);
      return {name + "[" + std::to_string(index) + "]",
              [find, index](const Item& item) -> std::optional<AttributeValue> {
                const auto whole = find(item);
                const auto* list = whole ? whole->get<AttributeValue::List>() : nullptr;
                if (list == nullptr || index >= list->size()) return std::nullopt;
                return (*list)[index];
              }};
    }
    std::string member = random_.name();
    return {name + "." + member, [find, member](const Item& item) -> std::optional<AttributeValue> {
              const auto whole = find(item);
              const auto* map = whole ? whole->get<AttributeValue::Map>() : nullptr;
              if (map == nullptr || !map->contains(member)) return std::nullopt;
              return map->at(member);
            }};
  }
  Operand value(AttributeValue given) {
    std::string name = ":v" + std::to_string(values_.size());
    values_.emplace(name, given);
    return {name, [given](const Item&) { return std::optional(given); }};
  }
  AttributeValue scalar() {
    return random_.below(2) == 0 ? AttributeValue(random_.text()) : AttributeValue(random_.number());
  }
  static bool is_at_most(const std::optional<AttributeValue>& a, const std::optional<AttributeValue>& b) {
    if (!a || !b || a->type() != b->type()) return false;
    if (const auto* text = a->get<std::string>()) return *text <= *b->get<std::string>();
    if (const auto* number = a->get<Decimal>()) return *number <= *b->get<Decimal>();
    if (const auto* binary = a->get<Binary>()) return binary->bytes <= b->get<Binary>()->bytes;
    return false;
  }
  Made comparison() {
    const Operand a = attribute();
    const bool ordered = random_.below(2) == 0;
    const Operand b = value(ordered ? scalar() : random_.value(2));
    if (!ordered) {
      const bool equal = random_.below(2) == 0;
      return {a.text + (equal ? " = " : " <> ") + b.text,
              [a, b, equal](const Item& item) { return (a.find(item) == b.find(item)) == equal; }};
    }
    switch (random_.below(4)) {
      case 0:
        return {a.text + " <= " + b.text, [a, b](const Item& item) { return is_at_most(a.find(item), b.find(item)); }};
      case 1:
        return {a.text + " >= " + b.text, [a, b](const Item& item) { return is_at_most(b.find(item), a.find(item)); }};
      case 2:
        return {a.text + " < " + b.text, [a, b](const Item& item) {
                  return is_at_most(a.find(item), b.find(item)) && a.find(item) != b.find(item);
                }};
      default:
        return {a.text + " > " + b.text, [a, b](const Item& item) {
                  return is_at_most(b.find(item), a.find(item)) && a.find(item) != b.find(item);
                }};
    }
  }
  Made between() {
    const Operand a = attribute();
    AttributeValue low = scalar();
    AttributeValue high = scalar();
    while (low.type() != high.type()) high = scalar();
    if (!is_at_most(low, high)) std::swap(low, high);
    const Operand b = value(low);
    const Operand c = value(high);
    return {a.text + " BETWEEN " + b.text + " AND " + c.text, [a, b, c](const Item& item) {
              return is_at_most(b.find(item), a.find(item)) && is_at_most(a.find(item), c.find(item));
            }};
  }
  Made in() {
    const Operand a = attribute();
    std::vector<Operand> others;
    std::string list;
    for (std::uint32_t i = 1 + random_.below(3); i > 0; --i) {
      others.push_back(value(random_.value(1)));
      list += (list.empty() ? "" : ", ") + others.back().text;
    }
    return {a.text + " IN (" + list + ")", [a, others](const Item& item) {
              const auto found = a.find(item);
              return found && std::ranges::any_of(others, [&](const Operand& one) { return one.find(item) == found; });
            }};
  }
  Made function() {
    const Operand a = attribute();
    switch (random_.below(4)) {
      case 0:
        return {"attribute_exists(" + a.text + ")", [a](const Item& item) { return a.find(item).has_value(); }};
      case 1: {
        const auto type = static_cast<AttributeType>(random_.below(10));
        return {"attribute_type(" + a.text + ", " + value(text(name_of(type))).text + ")", [a, type](const Item& item) {
                  const auto found = a.find(item);
                  return found && found->type() == type;
                }};
      }
      case 2: {
        const std::string front = random_.text();
        return {"begins_with(" + a.text + ", " + value(text(front)).text + ")", [a, front](const Item& item) {
                  const auto found = a.find(item);
                  const auto* whole = found ? found->get<std::string>() : nullptr;
                  return whole != nullptr && whole->substr(0, front.size()) == front;
                }};
      }
      default:
        break;
    }
    const AttributeValue part = random_.value(1);
    return {"contains(" + a.text + ", " + value(part).text + ")", [a, part](const Item& item) {
              const auto found = a.find(item);
              if (!found) return false;
              if (const auto* list = found->get<AttributeValue::List>()) return std::ranges::count(*list, part) > 0;
              if (const auto* one = part.get<std::string>()) {
                if (const auto* set = found->get<AttributeValue::StringSet>()) return set->count(*one) > 0;
                const auto* whole = found->get<std::string>();
                return whole != nullptr && whole->find(*one) != std::string::npos;
              }
              if (const auto* one = part.get<Decimal>()) {
                const auto* set = found->get<AttributeValue::NumberSet>();
                return set != nullptr && set->count(*one) > 0;
              }
              if (const auto* one = part.get<Binary>()) {
                if (const auto* set = found->get<AttributeValue::BinarySet>()) return set->count(*one) > 0;
                const auto* whole = found->get<Binary>();
                return whole != nullptr && whole->bytes.find(one->bytes) != std::string::npos;
              }
              return false;
            }};
  }

  RandomValues random_;
  Placeholders::Values values_;
};

TEST(Conditions, HoldWhereAPlainReadingOfThemDoes) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::size_t held = 0;
  std::size_t asked = 0;
  for (std::uint32_t round = 0; round < 1500; ++round) {
    RandomConditions make(seed + round);
    const auto made = make.condition(3);
    Placeholders known = make.placeholders();
    auto tree = parse_condition(made.expression);
    ASSERT_TRUE(tree) << made.expression << " " << tree.error();
    const auto bound = bind(*tree, known);
    ASSERT_TRUE(bound) << made.expression << " " << bound.error();
    ASSERT_EQ(known.unused(), std::nullopt);
    for (int items = 0; items < 10; ++items) {
      const Item item = make.random().item(2);
      const bool expected = made.truth(item);
      ASSERT_EQ(holds(*tree, item).value(), expected) << made.expression;
      held += expected ? 1U : 0U;
      ++asked;
    }
  }
  EXPECT_GT(held, asked / 20);
  EXPECT_LT(held, asked - asked / 20);
}

TEST(Conditions, LookAtSoMuchAndNoMore) {
  const std::string long_text(limits::kItemBytesMax - 100, 'a');
  const Item item{{"a", AttributeValue(long_text)}, {"b", AttributeValue("b")}};
  // As hard to find as a text can be: all of it is there but its last letter.
  const auto with = [&](std::size_t looks) {
    std::string expression = "contains(a, :v)";
    for (std::size_t i = 1; i < looks; ++i) expression += " OR contains(a, :v)";
    return expression;
  };
  const auto judged = [&](const std::string& expression, const Patience& patience = {}) {
    Placeholders known({}, {{":v", AttributeValue(long_text.substr(0, 1000) + "b")}});
    auto tree = parse_condition(expression);
    EXPECT_TRUE(tree && bind(*tree, known));
    return holds(*tree, item, patience);
  };
  EXPECT_EQ(judged(with(1)), false);
  EXPECT_EQ(judged(with(75)), false);
  const auto costly = judged(with(90));
  ASSERT_FALSE(costly);
  EXPECT_EQ(costly.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(judged("NOT (" + with(90) + ")").error().code, ErrorCode::kInvalidArgument);
  // What tells by its type or its length costs nothing.
  std::string comparisons = "a = b";
  for (int i = 1; i < 140; ++i) comparisons += " OR a = b";
  EXPECT_EQ(judged(comparisons + " OR contains(a, :v)"), false);
  const Patience over({}, Patience::TimePoint::min());
  EXPECT_EQ(judged(with(1), over).error().code, ErrorCode::kDeadlineExceeded);
}

class Applied : public testing::Test {
 protected:
  static Parsed<Item> after(std::string_view expression, const Item& item, Placeholders::Values values) {
    Placeholders known({}, std::move(values));
    auto tree = parse_update(expression);
    if (!tree) return std::unexpected(tree.error());
    if (const auto bound = bind(*tree, known); !bound) return std::unexpected(bound.error());
    return apply_update(*tree, item);
  }
};

TEST_F(Applied, EndsAsSoonAsTheItemHasNoRoom) {
  const auto list = AttributeValue(AttributeValue::List{text(std::string(100'000, 'x'))});
  const Item item{{"a", list}};
  EXPECT_TRUE(after("SET a = list_append(a, a)", item, {}));
  EXPECT_TRUE(after("SET b = list_append(:v, :v), c = a", item, {{":v", list}}));
  const auto is_too_large = [&](std::string_view expression) {
    const auto refused = after(
        expression, item, {{":v", list}, {":s", AttributeValue(AttributeValue::StringSet{std::string(150'000, 'y')})}});
    return !refused && refused.error() == "Item size to update has exceeded the maximum allowed size";
  };
  EXPECT_TRUE(is_too_large("SET a = list_append(a, a), b = list_append(a, :v), c = a"));
  EXPECT_TRUE(is_too_large("SET b = :v, c = :v, d = :v, e = :v, f = :v ADD g :s"));
  EXPECT_TRUE(is_too_large("SET b = :v ADD c :s, d :s, e :s"));
  // What is taken away makes no room for what is put in: both are never in one item.
  EXPECT_TRUE(after("SET b = a REMOVE a", item, {}));
  EXPECT_EQ(after("SET n = :a + :b", {}, {{":a", number("1")}, {":b", number("2")}}), (Item{{"n", number("3")}}));
}

TEST_F(Applied, TakesEveryValueFromTheItemAsItWas) {
  const Item item{{"a", number("1")}, {"b", number("2")}};
  EXPECT_EQ(after("SET a = b, b = a", item, {}), (Item{{"a", number("2")}, {"b", number("1")}}));
  EXPECT_EQ(after("SET a = a + :v, c = a", item, {{":v", number("5")}}),
            (Item{{"a", number("6")}, {"b", number("2")}, {"c", number("1")}}));
}

TEST_F(Applied, MeansByAnIndexThePlaceInTheListAsItWas) {
  const auto list = [](std::initializer_list<std::string_view> numbers) {
    AttributeValue::List out;
    for (const std::string_view one : numbers) out.push_back(number(one));
    return Item{{"l", AttributeValue(std::move(out))}};
  };
  const Placeholders::Values value{{":v", number("9")}};
  const Item item = list({"1", "2", "3"});
  EXPECT_EQ(after("REMOVE l[0], l[2]", item, {}), list({"2"}));
  EXPECT_EQ(after("REMOVE l[0] SET l[1] = :v", item, value), list({"9", "3"}));
  EXPECT_EQ(after("SET l[9] = :v, l[7] = l[0]", item, value), list({"1", "2", "3", "1", "9"}));
  EXPECT_EQ(after("SET l[4] = :v, l[3] = :v, l[6] = :v REMOVE l[5], l[1]", item, value),
            list({"1", "3", "9", "9", "9"}))
      << "an element that was added is not one that was to be removed";
}

TEST_F(Applied, SaysWhatCannotBeDone) {
  const Item item{{"n", number("1")}, {"s", text("x")}, {"l", AttributeValue(AttributeValue::List{})}};
  const auto error = [&](std::string_view expression) {
    const auto done = after(expression, item, {{":v", number("1")}, {":big", number("9e125")}});
    return done ? "none" : done.error();
  };
  EXPECT_EQ(error("SET a = zz"), "The provided expression refers to an attribute that does not exist in the item");
  EXPECT_EQ(error("SET a = s + :v"), "An operand in the update expression has an incorrect data type");
  EXPECT_EQ(error("ADD s :v"), "An operand in the update expression has an incorrect data type");
  EXPECT_EQ(error("SET zz.a = :v"), "The document path provided in the update expression is invalid for update");
  EXPECT_EQ(error("SET n[0] = :v"), "The document path provided in the update expression is invalid for update");
  EXPECT_EQ(error("REMOVE l.a"), "The document path provided in the update expression is invalid for update");
  EXPECT_EQ(error("SET a = :big + :big"),
            "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

/// Random changes of the attributes "a" to "e" against a plain reading of them.
TEST_F(Applied, DoesWhatAPlainReadingSays) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomValues random(seed);
  std::size_t done = 0;
  for (int round = 0; round < 4000; ++round) {
    const Item before = random.item(2);
    Item expected = before;
    Placeholders::Values values;
    std::map<char, std::string> sections;
    bool is_wrong = false;
    for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
      const std::string name(1, letter);
      const auto old = before.find(name);
      const std::string placeholder = ":" + name;
      const auto say = [&](char section, const std::string& words) {
        std::string& all = sections[section];
        all += (all.empty() ? "" : ", ") + words;
      };
      const std::uint32_t kind = random.below(6);
      if (kind == 0) {
        const AttributeValue value = random.value(1);
        values.emplace(placeholder, value);
        say('S', name + " = " + placeholder);
        expected.insert_or_assign(name, value);
      } else if (kind == 1) {
        say('R', name);
        expected.erase(name);
      } else if (kind == 2) {
        const AttributeValue value = random.value(1);
        values.emplace(placeholder, value);
        say('S', name + " = if_not_exists(" + name + ", " + placeholder + ")");
        expected.emplace(name, value);
      } else if (kind == 3) {
        const Decimal more = random.number();
        values.emplace(placeholder, AttributeValue(more));
        say('A', name + " " + placeholder);
        const auto* number = old == before.end() ? nullptr : old->second.get<Decimal>();
        is_wrong = is_wrong || (old != before.end() && number == nullptr) || (number != nullptr && !number->plus(more));
        if (!is_wrong) expected.insert_or_assign(name, AttributeValue(number == nullptr ? more : *number->plus(more)));
      } else if (kind == 4) {
        const AttributeValue::StringSet less{random.text()};
        values.emplace(placeholder, AttributeValue(less));
        say('D', name + " " + placeholder);
        if (old == before.end()) continue;
        const auto* set = old->second.get<AttributeValue::StringSet>();
        is_wrong = is_wrong || set == nullptr;
        if (set == nullptr) continue;
        AttributeValue::StringSet left = *set;
        left.erase(*less.begin());
        expected.erase(name);
        if (!left.empty()) expected.emplace(name, AttributeValue(left));
      }
    }
    std::string expression;
    for (const auto& [section, words] : sections)
      expression += (section == 'S'   ? " SET "
                     : section == 'R' ? " REMOVE "
                     : section == 'A' ? " ADD "
                                      : " DELETE ") +
                    words;
    if (expression.empty()) continue;
    const auto got = after(expression, before, values);
    ASSERT_EQ(got.has_value(), !is_wrong) << expression << (got ? "" : got.error());
    if (!got) continue;
    ASSERT_EQ(*got, expected) << expression;
    ++done;
  }
  EXPECT_GT(done, 500U);
}

TEST(Projections, KeepOrderAndShape) {
  const auto list = [](std::initializer_list<AttributeValue> values) {
    return AttributeValue(AttributeValue::List(values));
  };
  const AttributeValue inner(AttributeValue::Map{{"x", text("X")}, {"y", text("Y")}});
  const Item item{{"l", list({number("0"), number("1"), inner})}, {"n", number("5")}};
  const auto parts = [&](std::string_view expression) {
    auto tree = parse_projection(expression);
    Placeholders none;
    EXPECT_TRUE(tree && bind(*tree, none)) << expression;
    return project(*tree, item);
  };
  EXPECT_EQ(parts("l[1], l[0]"), (Item{{"l", list({number("0"), number("1")})}}));
  EXPECT_EQ(parts("l[2].y, n"),
            (Item{{"l", list({AttributeValue(AttributeValue::Map{{"y", text("Y")}})})}, {"n", number("5")}}));
  EXPECT_EQ(parts("l[9], n.x, zz, l[0].q, l[2].zz"), Item());
  EXPECT_EQ(parts("l"), (Item{{"l", item.at("l")}}));
}

class KeyConditions : public testing::Test {
 protected:
  static Table books() {
    const auto name = TableName::parse("books");
    KeyAttribute partition{"pk", AttributeType::kS};
    return {.name = *name, .partition = std::move(partition), .sort = KeyAttribute{"sk", AttributeType::kS}};
  }
  static Parsed<KeyRange> range(std::string_view expression, std::string_view sort) {
    Placeholders known({}, {{":p", text("p")}, {":s", text(sort)}, {":t", text("zzz")}});
    auto tree = parse_condition(expression);
    if (!tree) return std::unexpected(tree.error());
    if (const auto bound = bind(*tree, known); !bound) return std::unexpected(bound.error());
    return key_range_of(*tree, books());
  }
  static bool contains(const KeyRange& range, const std::string& sort) {
    return sort >= range.sort_from && (!range.sort_before || sort < *range.sort_before);
  }
};

TEST_F(KeyConditions, ContainTheKeysThatMeetThemAndNoOthers) {
  const std::vector<std::string> keys = {
      "a", "ab", "ab\x01", "abc", "ac", "b", "\xC3\xA9", "z", std::string("ab\0", 3)};
  using Meets = bool (*)(const std::string&, const std::string&);
  const std::vector<std::pair<std::string, Meets>> conditions = {
      {"sk = :s", [](const std::string& key, const std::string& sort) { return key == sort; }},
      {"sk < :s", [](const std::string& key, const std::string& sort) { return key < sort; }},
      {"sk <= :s", [](const std::string& key, const std::string& sort) { return key <= sort; }},
      {":s < sk", [](const std::string& key, const std::string& sort) { return key > sort; }},
      {"sk >= :s", [](const std::string& key, const std::string& sort) { return key >= sort; }},
      {"sk BETWEEN :s AND :t",
       [](const std::string& key, const std::string& sort) { return key >= sort && key <= "zzz"; }},
      {"begins_with(sk, :s)", [](const std::string& key, const std::string& sort) { return key.starts_with(sort); }}};
  for (const auto& [condition, meets] : conditions)
    for (const std::string_view sort : {"a", "ab", "b", "z"}) {
      const auto found = range("pk = :p AND " + condition, sort);
      ASSERT_TRUE(found) << condition << " " << found.error();
      EXPECT_EQ(found->partition_bytes, "p");
      for (const std::string& key : keys)
        EXPECT_EQ(contains(*found, key), meets(key, std::string(sort))) << condition << " " << key;
    }
}

TEST_F(KeyConditions, SayWhatIsWrongInDynamoDbsWords) {
  const auto error = [](std::string_view expression) {
    const auto found = range(expression, "s");
    return found ? "none" : found.error();
  };
  EXPECT_EQ(error("pk > :p"), "Query key condition not supported");
  EXPECT_EQ(error("pk = :p OR sk = :s"), "Invalid operator used in KeyConditionExpression: OR");
  EXPECT_EQ(error("sk = :s"), "Query condition missed key schema element");
  EXPECT_EQ(error("pk = :p AND pk = :p"), "KeyConditionExpressions must only contain one condition per key");
  EXPECT_EQ(error("pk = sk"),
            "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
  EXPECT_EQ(error("size(pk) = :p"), "KeyConditionExpressions cannot contain nested operations");
  EXPECT_EQ(
      range("pk = :p AND sk < :s", "").error(),
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
      "string value. Key: sk");
}

}  // namespace
}  // namespace mien::api::dynamodb
