#include "adapters/store_sqlite/item_blob.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "adapters/store_sqlite/rows.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

constexpr char kFormat = 1;
constexpr char kFalse = 0;
constexpr char kTrue = 1;

/// Writes counts as LEB128 (seven bits a byte, low ones first) and what they count behind them.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void count(std::size_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(0x80 | (value & 0x7F));
    out_ += static_cast<char>(value);
  }
  void bytes(std::string_view text) {
    count(text.size());
    out_ += text;
  }
  void members(const Item& item) {
    count(item.size());
    for (const auto& [name, value] : item) {
      bytes(name);
      this->value(value);
    }
  }
  void value(const AttributeValue& value) {
    out_ += static_cast<char>(value.type());
    std::visit([this](const auto& kind) { write(kind); }, value.kinds());
  }

 private:
  void write(const std::string& text) { bytes(text); }
  void write(const Decimal& number) { bytes(number.ordered_bytes()); }
  void write(const Binary& binary) { bytes(binary.bytes); }
  template <class Element, class Less>
  void write(const std::set<Element, Less>& set) {
    count(set.size());
    for (const Element& element : set) write(element);
  }
  void write(const Item& map) { members(map); }
  void write(const AttributeValue::List& list) {
    count(list.size());
    for (const AttributeValue& element : list) value(element);
  }
  void write(bool truth) { out_ += truth ? kTrue : kFalse; }
  void write(AttributeValue::Null) {}

  std::string& out_;
};

/// Reads what Writer writes. Anything else is nullopt.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  bool at_end() const { return in_.empty(); }

  std::optional<std::uint8_t> byte() {
    if (in_.empty()) return std::nullopt;
    const auto value = static_cast<std::uint8_t>(in_.front());
    in_.remove_prefix(1);
    return value;
  }
  /// Of elements that each take at least one byte: never more than there are bytes.
  std::optional<std::size_t> count() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const auto next = byte();
      if (!next) return std::nullopt;
      value |= std::uint64_t{*next & 0x7FU} << shift;
      if (*next < 0x80) return value <= in_.size() ? std::optional<std::size_t>(value) : std::nullopt;
    }
    return std::nullopt;
  }
  std::optional<std::string_view> bytes() {
    const auto size = count();
    if (!size) return std::nullopt;
    const std::string_view text = in_.substr(0, *size);
    in_.remove_prefix(*size);
    return text;
  }
  std::optional<Item> members(std::size_t depth) {
    const auto size = count();
    if (!size) return std::nullopt;
    Item item;
    for (std::size_t i = 0; i < *size; ++i) {
      const auto name = bytes();
      if (!name) return std::nullopt;
      auto value = this->value(depth);
      if (!value || !item.emplace(*name, *std::move(value)).second) return std::nullopt;
    }
    return item;
  }
  /// @param depth  how many lists and maps the value lies in
  std::optional<AttributeValue> value(std::size_t depth);

 private:
  std::optional<std::string> text() {
    const auto read = bytes();
    return read ? std::optional<std::string>(*read) : std::nullopt;
  }
  std::optional<Decimal> number() {
    const auto read = bytes();
    return read ? Decimal::of_ordered_bytes(*read) : std::nullopt;
  }
  std::optional<Binary> binary() {
    auto read = text();
    return read ? std::optional<Binary>(Binary{*std::move(read)}) : std::nullopt;
  }
  template <class Set, class Read>
  std::optional<AttributeValue> set(const Read& read) {
    const auto size = count();
    if (!size || *size == 0) return std::nullopt;
    Set set;
    for (std::size_t i = 0; i < *size; ++i) {
      auto element = read();
      if (!element || !set.insert(*std::move(element)).second) return std::nullopt;
    }
    return AttributeValue(std::move(set));
  }
  std::optional<AttributeValue> list(std::size_t depth) {
    const auto size = count();
    if (!size) return std::nullopt;
    AttributeValue::List list;
    for (std::size_t i = 0; i < *size; ++i) {
      auto element = value(depth);
      if (!element) return std::nullopt;
      list.push_back(*std::move(element));
    }
    return AttributeValue(std::move(list));
  }
  template <class Read>
  static std::optional<AttributeValue> made(std::optional<Read> read) {
    if (!read) return std::nullopt;
    return AttributeValue(*std::move(read));
  }

  std::string_view in_;
};

std::optional<AttributeValue> Reader::value(std::size_t depth) {
  const auto type = byte();
  if (!type || *type > static_cast<std::uint8_t>(AttributeType::kNull)) return std::nullopt;
  switch (static_cast<AttributeType>(*type)) {
    case AttributeType::kS:
      return made(text());
    case AttributeType::kN:
      return made(number());
    case AttributeType::kB:
      return made(binary());
    case AttributeType::kSS:
      return set<AttributeValue::StringSet>([this] { return text(); });
    case AttributeType::kNS:
      return set<AttributeValue::NumberSet>([this] { return number(); });
    case AttributeType::kBS:
      return set<AttributeValue::BinarySet>([this] { return binary(); });
    case AttributeType::kM:
      return depth < limits::kItemDepthMax ? made(members(depth + 1)) : std::nullopt;
    case AttributeType::kL:
      return depth < limits::kItemDepthMax ? list(depth + 1) : std::nullopt;
    case AttributeType::kBool: {
      const auto truth = byte();
      if (!truth || *truth > kTrue) return std::nullopt;
      return AttributeValue(*truth == kTrue);
    }
    case AttributeType::kNull:
      break;
  }
  return AttributeValue(AttributeValue::Null{});
}

}  // namespace

std::string to_item_blob(const Item& item) {
  std::string out(1, kFormat);
  Writer(out).members(item);
  return out;
}

Result<Item> read_item_blob(std::span<const std::byte> blob) {
  Reader reader({reinterpret_cast<const char*>(blob.data()), blob.size()});
  if (reader.byte() != kFormat) return damaged("item");
  auto item = reader.members(0);
  if (!item || !reader.at_end()) return damaged("item");
  return *std::move(item);
}

}  // namespace mien::sqlite
