#include "adapters/image_codec/exif.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace mien::image_codec {
namespace {

enum class ByteOrder : std::uint8_t { kLittle, kBig };

/// Reads unsigned numbers of a TIFF block; outside of the block there is nothing.
class TiffReader {
 public:
  TiffReader(std::span<const std::byte> block, ByteOrder order) : block_(block), order_(order) {}

  std::optional<std::uint32_t> number(std::uint64_t offset, std::size_t bytes) const {
    if (offset > block_.size() || block_.size() - offset < bytes) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      const std::size_t at = order_ == ByteOrder::kBig ? i : bytes - 1 - i;
      value = value << 8 | std::to_integer<std::uint32_t>(block_[offset + at]);
    }
    return value;
  }

 private:
  std::span<const std::byte> block_;
  ByteOrder order_;
};

// TIFF 6.0, section 2: an entry is tag (2), type (2), count (4), value or offset (4).
constexpr std::uint64_t kEntryBytes = 12;
constexpr std::uint32_t kOrientationTag = 0x0112;

std::optional<Orientation> orientation_value(const TiffReader& tiff, std::uint64_t entry) {
  constexpr std::uint32_t kByte = 1;
  constexpr std::uint32_t kShort = 3;
  constexpr std::uint32_t kLong = 4;
  const auto type = tiff.number(entry + 2, 2);
  if (!type) return std::nullopt;
  // The standard says SHORT; some writers use another whole number.
  const std::size_t bytes = *type == kByte ? 1 : *type == kShort ? 2 : *type == kLong ? 4 : 0;
  if (bytes == 0) return std::nullopt;
  const auto value = tiff.number(entry + 8, bytes);
  if (!value || *value < 1 || *value > 8) return std::nullopt;
  return static_cast<Orientation>(*value);
}

}  // namespace

std::optional<Orientation> exif_orientation(std::span<const std::byte> block) {
  constexpr std::string_view kPrefix{"Exif\0\0", 6};
  std::string_view text(reinterpret_cast<const char*>(block.data()), block.size());
  if (text.starts_with(kPrefix)) {
    block = block.subspan(kPrefix.size());
    text.remove_prefix(kPrefix.size());
  }

  const bool little = text.starts_with("II");
  if (!little && !text.starts_with("MM")) return std::nullopt;
  const TiffReader tiff(block, little ? ByteOrder::kLittle : ByteOrder::kBig);
  const auto directory = tiff.number(4, 4);
  if (!directory) return std::nullopt;
  const auto entries = tiff.number(*directory, 2);
  if (!entries) return std::nullopt;
  for (std::uint32_t i = 0; i < *entries; ++i) {
    const std::uint64_t entry = std::uint64_t{*directory} + 2 + i * kEntryBytes;
    const auto tag = tiff.number(entry, 2);
    if (!tag) return std::nullopt;
    if (*tag == kOrientationTag) return orientation_value(tiff, entry);
  }
  return std::nullopt;
}

}  // namespace mien::image_codec
