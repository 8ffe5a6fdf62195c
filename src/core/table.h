#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/attribute_value.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"

namespace mien {

/// 3 to 255 letters, digits, '_', '-' and '.': DynamoDB's rule.
class TableName {
 public:
  static std::optional<TableName> parse(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const TableName&) const = default;

 private:
  explicit TableName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct KeyAttribute {
  std::string name;
  AttributeType type = AttributeType::kS;  ///< kS, kN or kB.
  bool operator==(const KeyAttribute&) const = default;
};

/// What an owner asked for. It is told again and limits nothing.
struct Throughput {
  std::int64_t read_units = 1;
  std::int64_t write_units = 1;
  bool operator==(const Throughput&) const = default;
};

/// A table as it is described; its items are kept apart.
struct Table {
  TableName name;
  Uuid id{};  ///< Another one for another table of the same name.
  KeyAttribute partition;
  std::optional<KeyAttribute> sort{};
  Timestamp created{};
  std::optional<Throughput> provisioned{};  ///< None: paid per request.
  bool deletion_protected = false;
  std::uint64_t item_count = 0;
  std::uint64_t bytes = 0;  ///< counted_bytes() of all items.
  bool operator==(const Table&) const = default;
};

/// Where an item is found: key_bytes() of its key attributes.
struct ItemKey {
  std::string partition;
  std::string sort{};  ///< Empty where the table has no sort key.
  auto operator<=>(const ItemKey&) const = default;
};

/// Why there is no key in some attributes.
struct KeyFault {
  enum class Problem : std::uint8_t {
    kMissing,
    kWrongType,
    kEmpty,    ///< An empty text or byte string is no key.
    kTooLong,  ///< More bytes than limits::kPartitionKeyBytesMax or kSortKeyBytesMax.
  };
  Problem problem;
  KeyAttribute attribute;
};

/// The key of an item, whatever other attributes it has.
std::expected<ItemKey, KeyFault> key_of(const Table& table, const Item& item);
/// The key attributes of an item that has them.
Item key_item(const Table& table, const Item& item);
bool is_key_attribute(const Table& table, std::string_view name);

/// Where a partition stands in a scan of its table: scattered evenly, and the same for ever, because page positions and
/// stored rows depend on it. FNV-1a with the final mixing of MurmurHash3.
std::uint32_t scan_position(std::string_view partition);

/// One of equal parts of all positions.
struct Segment {
  std::uint32_t index = 0;
  std::uint32_t total = 1;  ///< 1 to a million.
  /// Positions from here on, up to the next segment's.
  std::uint64_t begin() const { return first_of(index); }
  std::uint64_t end() const { return first_of(std::uint64_t{index} + 1); }
  bool contains(std::uint32_t position) const { return position >= begin() && position < end(); }

 private:
  std::uint64_t first_of(std::uint64_t which) const { return ((which << 32) + total - 1) / total; }
};

}  // namespace mien
