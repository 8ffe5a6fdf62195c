#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mien::api {

/// The sums that S3 knows. kMd5 is that of ETag and Content-MD5.
enum class ChecksumKind : std::uint8_t { kCrc32, kCrc32c, kCrc64Nvme, kSha1, kSha256, kMd5 };

/// "x-amz-checksum-crc32" and so on; "content-md5".
std::string_view checksum_header(ChecksumKind kind);

/// A sum's bytes, most significant first.
class Checksum {
 public:
  static constexpr std::size_t kBytesMax = 32;

  Checksum(ChecksumKind kind, std::span<const std::byte> bytes);
  /// As headers have it. nullopt: not base64, or not of the kind's length.
  static std::optional<Checksum> from_base64(ChecksumKind kind, std::string_view text);

  ChecksumKind kind() const { return kind_; }
  std::span<const std::byte> bytes() const { return std::span(bytes_).first(size_); }
  std::string hex() const;
  std::string base64() const;
  bool operator==(const Checksum&) const = default;

 private:
  ChecksumKind kind_;
  std::size_t size_;
  std::array<std::byte, kBytesMax> bytes_{};
};

std::size_t checksum_bytes(ChecksumKind kind);

/// Takes a sum of what comes in pieces.
class Summer {
 public:
  explicit Summer(ChecksumKind kind);
  Summer(Summer&&) noexcept;
  Summer& operator=(Summer&&) noexcept;
  ~Summer();

  void add(std::string_view bytes);
  /// Of all that was added; afterwards nothing more may be.
  Checksum finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Checksum checksum_of(ChecksumKind kind, std::string_view bytes);

/// The sum of the parts' sums, as S3 makes the COMPOSITE sum and the ETag of an object in parts; the text that S3 shows
/// has "-" and the number of parts behind it.
/// @param parts  of one kind, at least one.
Checksum composite_of(std::span<const Checksum> parts);

/// The sum of a whole (FULL_OBJECT) from that of its front and that of its back. Only for the three CRCs.
/// @param back_bytes  how long the back is.
Checksum joined(const Checksum& front, const Checksum& back, std::uint64_t back_bytes);

/// Whether sums of parts can be joined: CRCs only.
constexpr bool can_be_joined(ChecksumKind kind) {
  return kind == ChecksumKind::kCrc32 || kind == ChecksumKind::kCrc32c || kind == ChecksumKind::kCrc64Nvme;
}

}  // namespace mien::api
