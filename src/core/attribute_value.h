#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/decimal.h"
#include "core/result.h"

namespace mien {

/// Bytes, where text would be a std::string.
struct Binary {
  std::string bytes;
  auto operator<=>(const Binary&) const = default;
};

/// DynamoDB's kinds of values, in the order of AttributeValue's variant.
enum class AttributeType : std::uint8_t { kS, kN, kB, kSS, kNS, kBS, kM, kL, kBool, kNull };

/// As the wire writes it: "S", "NS", "BOOL".
std::string_view name_of(AttributeType type);
std::optional<AttributeType> attribute_type(std::string_view name);

class AttributeValue;
/// The attributes of an item, or the members of a map.
using Item = std::map<std::string, AttributeValue, std::less<>>;

/// One value of an item. Sets hold at least one element and each only once; both are the promise of whoever makes them.
/// How deep values lie in each other is bounded where they enter (limits::kItemDepthMax), so that functions may
/// recurse.
class AttributeValue {
 public:
  struct Null {
    bool operator==(const Null&) const = default;
  };
  using StringSet = std::set<std::string, std::less<>>;
  using NumberSet = std::set<Decimal>;
  using BinarySet = std::set<Binary>;
  using Map = Item;
  using List = std::vector<AttributeValue>;
  using Kinds = std::variant<std::string, Decimal, Binary, StringSet, NumberSet, BinarySet, Map, List, bool, Null>;

  explicit AttributeValue(std::string text) : value_(std::move(text)) {}
  explicit AttributeValue(Decimal number) : value_(number) {}
  explicit AttributeValue(Binary binary) : value_(std::move(binary)) {}
  explicit AttributeValue(StringSet set) : value_(std::move(set)) {}
  explicit AttributeValue(NumberSet set) : value_(std::move(set)) {}
  explicit AttributeValue(BinarySet set) : value_(std::move(set)) {}
  explicit AttributeValue(Map map) : value_(std::move(map)) {}
  explicit AttributeValue(List list) : value_(std::move(list)) {}
  explicit AttributeValue(bool truth) : value_(truth) {}
  explicit AttributeValue(Null null) : value_(null) {}
  /// A text given as a literal must not become a truth value.
  explicit AttributeValue(const char* text) : value_(std::string(text)) {}

  AttributeValue(const AttributeValue& other);
  AttributeValue(AttributeValue&& other) noexcept;
  AttributeValue& operator=(const AttributeValue& other);
  AttributeValue& operator=(AttributeValue&& other) noexcept;
  ~AttributeValue();

  AttributeType type() const { return static_cast<AttributeType>(value_.index()); }
  template <class Kind>
  const Kind* get() const {
    return std::get_if<Kind>(&value_);
  }
  template <class Kind>
  Kind* get() {
    return std::get_if<Kind>(&value_);
  }
  const Kinds& kinds() const { return value_; }

  bool operator==(const AttributeValue& other) const;

 private:
  Kinds value_;
};

/// The order of two texts, numbers or byte strings (texts by their UTF-8 bytes). nullopt: they are of two types, or of
/// one that has no order.
std::optional<std::strong_ordering> compare(const AttributeValue& a, const AttributeValue& b);

/// What DynamoDB counts: the bytes of texts, names and byte strings, Decimal::counted_bytes, 1 for BOOL and NULL, for
/// sets their elements, for lists and maps 3, and 1 for each element on top of it. Source: developer guide, "Item sizes
/// and formats".
std::size_t counted_bytes(const AttributeValue& value);
std::size_t counted_bytes(const Item& item);

/// 0 for a value that holds no others; 1 for a list or map of such.
std::size_t depth_of(const AttributeValue& value);

/// The bytes by which a key attribute (text, number or byte string) is found and ordered; they compare as the values
/// do. Two values of one type have the same bytes only if they are equal.
std::string key_bytes(const AttributeValue& value);

}  // namespace mien
