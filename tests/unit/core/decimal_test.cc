#include "core/decimal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace mien {
namespace {

std::string normal(std::string_view text) {
  const auto made = Decimal::parse(text);
  return made ? made->text() : "problem " + std::to_string(static_cast<int>(made.error()));
}
Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

TEST(Decimal, HasOneFormHoweverItIsWritten) {
  EXPECT_EQ(normal("1.50"), "1.5");
  EXPECT_EQ(normal("+00012.340"), "12.34");
  EXPECT_EQ(normal("1e3"), "1000");
  EXPECT_EQ(normal("1E+2"), "100");
  EXPECT_EQ(normal("-1e-3"), "-0.001");
  EXPECT_EQ(normal("1."), "1");
  EXPECT_EQ(normal(".5"), "0.5");
  EXPECT_EQ(normal("-0.0"), "0");
  EXPECT_EQ(normal("0e999999999"), "0");
  EXPECT_EQ(normal("123456789012345678901234567890.12345678"), "123456789012345678901234567890.12345678");
  EXPECT_EQ(normal(std::string(60, '0') + "1" + std::string(60, '0')), "1" + std::string(60, '0'));
  EXPECT_EQ(number("1.0"), number("10e-1"));
  EXPECT_EQ(Decimal::of(0), Decimal());
  EXPECT_EQ(Decimal::of(18'446'744'073'709'551'615U).text(), "18446744073709551615");
}

TEST(Decimal, EndsWhereDynamoDbsNumbersEnd) {
  const std::string nines(38, '9');
  EXPECT_EQ(normal("1e125"), "1" + std::string(125, '0'));
  EXPECT_EQ(normal("9." + nines.substr(1) + "E+125"), nines + std::string(88, '0'));
  EXPECT_EQ(normal("1e-130"), "0." + std::string(129, '0') + "1");
  EXPECT_EQ(Decimal::parse("1e126").error(), Decimal::Problem::kOverflow);
  EXPECT_EQ(Decimal::parse("-1e2147483647").error(), Decimal::Problem::kOverflow);
  EXPECT_EQ(Decimal::parse("9e-131").error(), Decimal::Problem::kUnderflow);
  EXPECT_EQ(Decimal::parse("1e-2147483647").error(), Decimal::Problem::kUnderflow);
  EXPECT_EQ(Decimal::parse(nines + "9").error(), Decimal::Problem::kTooPrecise);
  EXPECT_EQ(normal(nines + "0"), nines + "0");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const std::string_view text :
       {"",    " 1",   "1 ",    "abc", "0x1",   "NaN", "Infinity",       "1e",   "e1",      ".", "-", "+-1",
        "--1", "1..2", "1_000", "1,5", "1e1.5", "1e+", "1e999999999999", "1ee1", "\xD9\xA1"})
    EXPECT_EQ(Decimal::parse(text).error(), Decimal::Problem::kNotANumber) << text;
}

TEST(Decimal, AddsAndSubtractsExactly) {
  const auto sum = [](std::string_view a, std::string_view b) { return number(a).plus(number(b)).value().text(); };
  const auto difference = [](std::string_view a, std::string_view b) {
    return number(a).minus(number(b)).value().text();
  };
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(sum("999", "1"), "1000");
  EXPECT_EQ(sum("-5", "3"), "-2");
  EXPECT_EQ(sum("5", "-5"), "0");
  EXPECT_EQ(sum("0", "-7"), "-7");
  EXPECT_EQ(difference("1", "1e-37"), "0." + std::string(37, '9'));
  EXPECT_EQ(difference("0", "0.5"), "-0.5");
  EXPECT_EQ(difference("3", "10"), "-7");
  const std::string nines(38, '9');
  EXPECT_EQ(sum(nines, "1"), "1" + std::string(38, '0'));
  EXPECT_EQ(number(nines).plus(number("0.1")).error(), Decimal::Problem::kTooPrecise);
  EXPECT_EQ(number("9.9e125").plus(number("9.9e125")).error(), Decimal::Problem::kOverflow);
  EXPECT_EQ(number("1e-130").minus(number("1.1e-130")).error(), Decimal::Problem::kUnderflow);
  EXPECT_EQ(number("1e125").plus(number("1e-130")).error(), Decimal::Problem::kTooPrecise);
}

/// Found out with DynamoDB Local: how much of its 400 KB an item loses to each of them.
TEST(Decimal, CountsBytesAsDynamoDbDoes) {
  const std::vector<std::pair<std::string, std::size_t>> known = {{"1", 2},
                                                                  {"12", 2},
                                                                  {"123", 3},
                                                                  {"-1", 3},
                                                                  {"0", 1},
                                                                  {"100", 2},
                                                                  {"0.001", 2},
                                                                  {"1.5", 3},
                                                                  {"1000000001", 6},
                                                                  {"12345678901234567890123456789012345678", 20},
                                                                  {"-12345678901234567890123456789012345678", 21}};
  for (const auto& [text, bytes] : known) EXPECT_EQ(number(text).counted_bytes(), bytes) << text;
}

class RandomDecimals {
 public:
  explicit RandomDecimals(std::uint32_t seed) : random_(seed) {}
  std::string text() {
    std::string out = below(2) == 0 ? "-" : "";
    const std::size_t digits = 1 + below(below(2) == 0 ? 3 : 38);
    for (std::size_t i = 0; i < digits; ++i) out += static_cast<char>('0' + below(below(3) == 0 ? 2 : 10));
    return out + "e" + std::to_string(static_cast<int>(below(below(2) == 0 ? 6 : 170)) - 90);
  }
  std::uint32_t below(std::uint32_t limit) { return random_() % limit; }

 private:
  std::mt19937 random_;
};

TEST(Decimal, OrdersItselfAndItsBytesAsTheNumbersGo) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomDecimals random(seed);
  for (int round = 0; round < 5000; ++round) {
    const std::string a_text = random.text();
    const std::string b_text = random.text();
    const Decimal a = number(a_text);
    const Decimal b = number(b_text);
    // The sign of an exact difference is another way to the same order; far apart there is none that fits.
    const auto difference = a.minus(b);
    if (difference) {
      const auto expected =
          difference->is_zero()
              ? std::strong_ordering::equal
              : (difference->text().starts_with('-') ? std::strong_ordering::less : std::strong_ordering::greater);
      ASSERT_EQ(a <=> b, expected) << a_text << " " << b_text;
    }
    ASSERT_EQ(a <=> b, a.ordered_bytes() <=> b.ordered_bytes()) << a_text << " " << b_text;
    ASSERT_EQ(a == b, a.text() == b.text());
    ASSERT_EQ(Decimal::of_ordered_bytes(a.ordered_bytes()), a) << a_text;
    ASSERT_LE(a.ordered_bytes().size(), 22U);
    ASSERT_EQ(number(a.text()), a) << a_text;
    if (const auto sum = a.plus(b)) {
      ASSERT_EQ(sum->minus(b), a) << a_text << " " << b_text;
    }
  }
}

TEST(Decimal, TakesNoBytesThatItDidNotMake) {
  using namespace std::string_literals;
  for (const std::string& bytes : {""s, "\0"s, "\2"s, "\2\x80"s, "\3\x80\x0B"s, "\2\x80\0"s, "\2\x80\x66"s,
                                   "\2\x80\x0B\1"s, "\1\1"s, "\0\x7F\xF4"s, "\2\x80\2"s + std::string(20, '\2')})
    EXPECT_EQ(Decimal::of_ordered_bytes(bytes), std::nullopt) << testing::PrintToString(bytes);
}

}  // namespace
}  // namespace mien
