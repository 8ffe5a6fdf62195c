#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mien {

/// An exact decimal number as DynamoDB keeps it: at most 38 significant digits, and zero or a magnitude of 1E-130 up to
/// 9.99E+125. Equal numbers have one form, however they were written. Immutable.
/// Source of the bounds: DynamoDB developer guide, "Data types: number".
class Decimal {
 public:
  static constexpr std::size_t kDigitsMax = 38;
  static constexpr int kExponentMin = -130;
  static constexpr int kExponentMax = 125;

  enum class Problem : std::uint8_t {
    kNotANumber,
    kOverflow,    ///< The magnitude is larger than the largest.
    kUnderflow,   ///< Not zero, and nearer to it than the smallest.
    kTooPrecise,  ///< It has more than kDigitsMax significant digits.
  };
  template <class T>
  using Made = std::expected<T, Problem>;

  /// Zero.
  Decimal() = default;
  static Decimal of(std::uint64_t value);
  /// Digits with a sign, a point and an exponent where wanted: "-12.50", ".5", "1e3". Blanks are no part of a number.
  static Made<Decimal> parse(std::string_view text);

  /// The normal form: no exponent, no zeros that say nothing. "0.0001", "-12.5", "1000".
  std::string text() const;

  bool is_zero() const { return count_ == 0; }
  /// Nothing is rounded: a result that does not fit is a problem.
  Made<Decimal> plus(const Decimal& other) const;
  Made<Decimal> minus(const Decimal& other) const;

  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const = default;

  /// What DynamoDB counts for it: a byte for each two digits, paired from the point on, one more, and one for a minus.
  std::size_t counted_bytes() const;

  /// Bytes that compare, one by one and a front before what it is the front of, as the numbers do; 1 to 22 of them.
  std::string ordered_bytes() const;
  /// The number of such bytes. nullopt: they are not of one.
  static std::optional<Decimal> of_ordered_bytes(std::string_view bytes);

 private:
  /// `digits` begin with the one of 10^exponent; zeros on both sides are allowed.
  static Made<Decimal> normalised(bool negative, int exponent, std::span<const std::uint8_t> digits);
  static Made<Decimal> sum(const Decimal& a, const Decimal& b);
  Decimal negated() const;
  std::strong_ordering compare_magnitude(const Decimal& other) const;

  // Digits behind `count_` are zero, so that equal numbers have equal members.
  std::array<std::uint8_t, kDigitsMax> digits_{};
  std::uint8_t count_ = 0;
  bool negative_ = false;
  std::int16_t exponent_ = 0;  ///< The first digit counts 10^exponent_.
};

}  // namespace mien
