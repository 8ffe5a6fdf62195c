#include "core/attribute_value.h"

#include <algorithm>
#include <array>

namespace mien {
namespace {

constexpr std::array<std::string_view, 10> kNames = {"S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"};

/// Counts one value; lists and maps call counted_bytes() for what they hold.
struct Counter {
  std::size_t operator()(const std::string& text) const { return text.size(); }
  std::size_t operator()(const Decimal& number) const { return number.counted_bytes(); }
  std::size_t operator()(const Binary& binary) const { return binary.bytes.size(); }
  template <class Element, class Less>
  std::size_t operator()(const std::set<Element, Less>& set) const {
    std::size_t bytes = 0;
    for (const Element& element : set) bytes += (*this)(element);
    return bytes;
  }
  std::size_t operator()(const Item& map) const { return kContainer + map.size() + counted_bytes(map); }
  std::size_t operator()(const AttributeValue::List& list) const {
    std::size_t bytes = kContainer + list.size();
    for (const AttributeValue& element : list) bytes += counted_bytes(element);
    return bytes;
  }
  std::size_t operator()(bool) const { return 1; }
  std::size_t operator()(AttributeValue::Null) const { return 1; }

  static constexpr std::size_t kContainer = 3;
};

}  // namespace

// Here and not in the class: inlined, they are the same code many times over.
AttributeValue::AttributeValue(const AttributeValue& other) = default;
AttributeValue::AttributeValue(AttributeValue&& other) noexcept = default;
AttributeValue& AttributeValue::operator=(const AttributeValue& other) = default;
AttributeValue& AttributeValue::operator=(AttributeValue&& other) noexcept = default;
AttributeValue::~AttributeValue() = default;
bool AttributeValue::operator==(const AttributeValue& other) const = default;

std::string_view name_of(AttributeType type) { return kNames.at(static_cast<std::size_t>(type)); }

std::optional<AttributeType> attribute_type(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<AttributeType>(found - kNames.begin());
}

std::optional<std::strong_ordering> compare(const AttributeValue& a, const AttributeValue& b) {
  if (const auto* text = a.get<std::string>())
    if (const auto* other = b.get<std::string>()) return *text <=> *other;
  if (const auto* number = a.get<Decimal>())
    if (const auto* other = b.get<Decimal>()) return *number <=> *other;
  if (const auto* binary = a.get<Binary>())
    if (const auto* other = b.get<Binary>()) return *binary <=> *other;
  return std::nullopt;
}

std::size_t counted_bytes(const AttributeValue& value) { return std::visit(Counter{}, value.kinds()); }

std::size_t counted_bytes(const Item& item) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : item) bytes += name.size() + counted_bytes(value);
  return bytes;
}

std::size_t depth_of(const AttributeValue& value) {
  std::size_t deepest = 0;
  if (const auto* list = value.get<AttributeValue::List>()) {
    for (const AttributeValue& element : *list) deepest = std::max(deepest, depth_of(element));
    return deepest + 1;
  }
  if (const auto* map = value.get<AttributeValue::Map>()) {
    for (const auto& [name, member] : *map) deepest = std::max(deepest, depth_of(member));
    return deepest + 1;
  }
  return 0;
}

std::string key_bytes(const AttributeValue& value) {
  if (const auto* text = value.get<std::string>()) return *text;
  if (const auto* binary = value.get<Binary>()) return binary->bytes;
  const auto* number = value.get<Decimal>();
  MIEN_CHECK(number != nullptr);
  return number->ordered_bytes();
}

}  // namespace mien
