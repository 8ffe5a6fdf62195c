#include "core/decimal.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace mien {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Of the digits of two numbers laid over each other, from 10^kExponentMax down to the last of the smallest.
constexpr int kLowest = Decimal::kExponentMin - static_cast<int>(Decimal::kDigitsMax) + 1;
constexpr std::size_t kPlaces = static_cast<std::size_t>(Decimal::kExponentMax - kLowest) + 1;

constexpr int floor_half(int value) { return (value - (value < 0 && value % 2 != 0 ? 1 : 0)) / 2; }

/// The exponent behind an 'e'. nullopt: there is none, or it is beyond 32 bits, where no number can be meant.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    value = value * 10 + (c - '0');
    if (value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  }
  return negative ? -value : value;
}

}  // namespace

Decimal::Made<Decimal> Decimal::normalised(bool negative, int exponent, std::span<const std::uint8_t> digits) {
  while (!digits.empty() && digits.front() == 0) {
    digits = digits.subspan(1);
    --exponent;
  }
  while (!digits.empty() && digits.back() == 0) digits = digits.first(digits.size() - 1);
  if (digits.empty()) return Decimal();
  if (exponent > kExponentMax) return std::unexpected(Problem::kOverflow);
  if (exponent < kExponentMin) return std::unexpected(Problem::kUnderflow);
  if (digits.size() > kDigitsMax) return std::unexpected(Problem::kTooPrecise);
  Decimal out;
  std::ranges::copy(digits, out.digits_.begin());
  out.count_ = static_cast<std::uint8_t>(digits.size());
  out.negative_ = negative;
  out.exponent_ = static_cast<std::int16_t>(exponent);
  return out;
}

Decimal Decimal::of(std::uint64_t value) {
  std::vector<std::uint8_t> digits;
  for (; value > 0; value /= 10) digits.insert(digits.begin(), static_cast<std::uint8_t>(value % 10));
  return *normalised(false, static_cast<int>(digits.size()) - 1, digits);
}

Decimal::Made<Decimal> Decimal::parse(std::string_view text) {
  const std::unexpected wrong(Problem::kNotANumber);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);

  std::int64_t exponent = 0;
  if (const std::size_t at = text.find_first_of("eE"); at != std::string_view::npos) {
    const auto read = read_exponent(text.substr(at + 1));
    if (!read) return wrong;
    exponent = *read;
    text = text.substr(0, at);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  std::vector<std::uint8_t> digits;
  digits.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (!is_digit(text[i])) return wrong;
    digits.push_back(static_cast<std::uint8_t>(text[i] - '0'));
  }
  if (digits.empty()) return wrong;
  exponent += static_cast<std::int64_t>(point) - 1;
  // Leading zeros still lower it, so it is only kept from running out of an int here.
  constexpr std::int64_t kFar = std::int64_t{1} << 30;
  return normalised(negative, static_cast<int>(std::clamp(exponent, -kFar, kFar)), digits);
}

std::string Decimal::text() const {
  if (is_zero()) return "0";
  std::string out = negative_ ? "-" : "";
  if (exponent_ < 0) out.append("0.").append(static_cast<std::size_t>(-exponent_ - 1), '0');
  for (int i = 0; i < count_; ++i) {
    if (i > 0 && i == exponent_ + 1) out += '.';
    out += static_cast<char>('0' + digits_[static_cast<std::size_t>(i)]);
  }
  for (int i = count_; i <= exponent_; ++i) out += '0';
  return out;
}

Decimal Decimal::negated() const {
  Decimal out = *this;
  out.negative_ = !negative_ && !is_zero();
  return out;
}

std::strong_ordering Decimal::compare_magnitude(const Decimal& other) const {
  if (is_zero() || other.is_zero()) return other.is_zero() <=> is_zero();
  if (exponent_ != other.exponent_) return exponent_ <=> other.exponent_;
  return digits_ <=> other.digits_;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  if (negative_ != other.negative_) return other.negative_ <=> negative_;
  return negative_ ? other.compare_magnitude(*this) : compare_magnitude(other);
}

Decimal::Made<Decimal> Decimal::sum(const Decimal& a, const Decimal& b) {
  const bool a_is_larger = a.compare_magnitude(b) >= 0;
  const Decimal& larger = a_is_larger ? a : b;
  const Decimal& smaller = a_is_larger ? b : a;
  // One more in front for what is carried.
  std::array<std::int8_t, kPlaces + 1> places{};
  const auto add = [&](const Decimal& number, int sign) {
    std::size_t at = static_cast<std::size_t>(kExponentMax - number.exponent_) + 1;
    for (std::size_t i = 0; i < number.count_; ++i, ++at)
      places[at] = static_cast<std::int8_t>(places[at] + sign * number.digits_[i]);
  };
  add(larger, 1);
  add(smaller, larger.negative_ == smaller.negative_ ? 1 : -1);
  std::array<std::uint8_t, kPlaces + 1> digits{};
  int carry = 0;
  for (std::size_t i = places.size(); i-- > 0;) {
    int value = places[i] + carry;
    carry = value < 0 ? -1 : value / 10;
    value -= carry * 10;
    digits[i] = static_cast<std::uint8_t>(value);
  }
  return normalised(larger.negative_, kExponentMax + 1, digits);
}

Decimal::Made<Decimal> Decimal::plus(const Decimal& other) const { return sum(*this, other); }
Decimal::Made<Decimal> Decimal::minus(const Decimal& other) const { return sum(*this, other.negated()); }

std::size_t Decimal::counted_bytes() const {
  if (is_zero()) return 1;
  const int pairs = floor_half(exponent_) - floor_half(exponent_ - count_ + 1) + 1;
  return static_cast<std::size_t>(pairs) + 1 + (negative_ ? 1 : 0);
}

namespace {
constexpr std::uint8_t kNegative = 0;
constexpr std::uint8_t kZero = 1;
constexpr std::uint8_t kPositive = 2;
constexpr std::uint8_t kEndOfNegative = 0xFF;
}  // namespace

/// Sign, exponent, pairs of digits plus one. Of negative numbers all bits behind the sign are turned over, and an end
/// that is larger than any pair puts the shorter one last.
std::string Decimal::ordered_bytes() const {
  std::string out;
  const auto put = [&](int byte) { out += static_cast<char>(static_cast<std::uint8_t>(byte)); };
  if (is_zero()) {
    put(kZero);
    return out;
  }
  put(negative_ ? kNegative : kPositive);
  const int turn = negative_ ? 0xFF : 0;
  put((exponent_ - kExponentMin) ^ turn);
  for (std::size_t i = 0; i < count_; i += 2) put((digits_[i] * 10 + (i + 1 < count_ ? digits_[i + 1] : 0) + 1) ^ turn);
  if (negative_) put(kEndOfNegative);
  return out;
}

std::optional<Decimal> Decimal::of_ordered_bytes(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() == 1 && at(0) == kZero) return Decimal();
  if (bytes.size() < 3 || (at(0) != kNegative && at(0) != kPositive)) return std::nullopt;
  const bool negative = at(0) == kNegative;
  const std::uint8_t turn = negative ? 0xFF : 0;
  std::size_t end = bytes.size();
  if (negative && at(--end) != kEndOfNegative) return std::nullopt;
  std::vector<std::uint8_t> digits;
  for (std::size_t i = 2; i < end; ++i) {
    const int pair = (at(i) ^ turn) - 1;
    if (pair < 0 || pair > 99) return std::nullopt;
    digits.push_back(static_cast<std::uint8_t>(pair / 10));
    digits.push_back(static_cast<std::uint8_t>(pair % 10));
  }
  const auto made = normalised(negative, (at(1) ^ turn) + kExponentMin, digits);
  // What has another spelling is none of ours.
  if (!made || made->ordered_bytes() != bytes) return std::nullopt;
  return *made;
}

}  // namespace mien
