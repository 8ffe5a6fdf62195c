#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "core/attribute_value.h"

namespace mien::api::dynamodb {

/// Values of every kind, small enough that equal ones come often. From one seed always the same.
class RandomValues {
 public:
  explicit RandomValues(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t limit) { return random_() % limit; }
  std::string text() {
    static constexpr const char* kParts[] = {"a", "b", "ab", "\xC3\xA9", "\xF0\x9F\x98\x80", "\"", "\n"};
    std::string out;
    for (std::uint32_t i = below(3); i > 0; --i) out += kParts[below(7)];
    return out;
  }
  Decimal number() {
    std::string out = below(3) == 0 ? "-" : "";
    out += std::to_string(below(30));
    if (below(3) == 0) out += "." + std::to_string(below(30));
    if (below(8) == 0) out += "e" + std::to_string(static_cast<int>(below(60)) - 30);
    return Decimal::parse(out).value();
  }
  /// @param depth  of lists and maps at most
  AttributeValue value(std::size_t depth) {
    switch (below(depth == 0 ? 8 : 10)) {
      case 0:
        return AttributeValue(text());
      case 1:
        return AttributeValue(number());
      case 2:
        return AttributeValue(Binary{text()});
      case 3: {
        AttributeValue::StringSet set{text()};
        for (std::uint32_t i = below(3); i > 0; --i) set.insert(text());
        return AttributeValue(std::move(set));
      }
      case 4: {
        AttributeValue::NumberSet set{number()};
        for (std::uint32_t i = below(3); i > 0; --i) set.insert(number());
        return AttributeValue(std::move(set));
      }
      case 5: {
        AttributeValue::BinarySet set{Binary{text()}};
        for (std::uint32_t i = below(3); i > 0; --i) set.insert(Binary{text()});
        return AttributeValue(std::move(set));
      }
      case 6:
        return AttributeValue(below(2) == 0);
      case 7:
        return AttributeValue(AttributeValue::Null{});
      case 8: {
        AttributeValue::List list;
        for (std::uint32_t i = below(4); i > 0; --i) list.push_back(value(depth - 1));
        return AttributeValue(std::move(list));
      }
      default:
        return AttributeValue(item(depth - 1));
    }
  }
  /// Attributes "a" to "e".
  Item item(std::size_t depth) {
    Item out;
    for (std::uint32_t i = below(5); i > 0; --i) out.insert_or_assign(name(), value(depth));
    return out;
  }
  std::string name() { return std::string(1, static_cast<char>('a' + below(5))); }

 private:
  std::mt19937 random_;
};

}  // namespace mien::api::dynamodb
