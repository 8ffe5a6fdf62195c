#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace mien {

/// SHA-256 of a whole image file, or of any other bytes.
using Sha256 = std::array<std::byte, 32>;

/// A 128-bit id, written as 8-4-4-4-12 lower-case hexadecimal digits.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;

  /// The first 16 bytes of a digest, marked as a version 8 ("custom") UUID of RFC 9562.
  static Uuid from_digest(const Sha256& digest);
  /// Lower-case canonical form only, as Rekognition's pattern demands.
  static std::optional<Uuid> parse(std::string_view text);
  std::string text() const;
};

/// Two kinds of id never mix. `struct FaceTag;` is enough to make a new kind.
template <class Tag>
struct UuidOf {
  Uuid uuid;
  auto operator<=>(const UuidOf&) const = default;
  std::string text() const { return uuid.text(); }
  static std::optional<UuidOf> parse(std::string_view text) {
    if (const auto uuid = Uuid::parse(text)) return UuidOf{*uuid};
    return std::nullopt;
  }
};

/// Identifies a face by what it was made from: image bytes, ordinal in the picture and ExternalImageId; the same in
/// every collection. See app/face_ids.h.
using FaceId = UuidOf<struct FaceTag>;
using ImageId = UuidOf<struct ImageTag>;
using EventId = UuidOf<struct EventTag>;
/// Identifies a person inside the store and the index; the name that callers see is PersonId.
using PersonKey = UuidOf<struct PersonKeyTag>;

/// Text that satisfied its rule when it was made. `Rule` has `kBytesMax` and `allowed(char)`.
template <class Rule>
class TextId {
 public:
  static Result<TextId> parse(std::string_view text) {
    if (text.empty() || text.size() > Rule::kBytesMax)
      return fail(ErrorCode::kInvalidArgument,
                  std::string(Rule::kName) + " must have 1 to " + std::to_string(Rule::kBytesMax) + " characters.");
    for (const char c : text)
      if (!Rule::allowed(c))
        return fail(ErrorCode::kInvalidArgument,
                    std::string(Rule::kName) + " may contain only " + std::string(Rule::kAlphabet) + ".");
    return TextId(std::string(text));
  }
  const std::string& text() const { return text_; }
  auto operator<=>(const TextId&) const = default;

 private:
  explicit TextId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

namespace id_rules {
constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}
struct Collection {
  static constexpr std::string_view kName = "A collection id";
  static constexpr std::string_view kAlphabet = "letters, digits, '_', '.' and '-'";
  static constexpr std::size_t kBytesMax = 255;
  static constexpr bool allowed(char c) { return is_word(c); }
};
struct Person {
  static constexpr std::string_view kName = "A person id";
  static constexpr std::string_view kAlphabet = "letters, digits, '_', '.', '-' and ':'";
  static constexpr std::size_t kBytesMax = 128;
  static constexpr bool allowed(char c) { return is_word(c) || c == ':'; }
};
struct ExternalImage {
  static constexpr std::string_view kName = "An external image id";
  static constexpr std::string_view kAlphabet = "letters, digits, '_', '.', '-' and ':'";
  static constexpr std::size_t kBytesMax = 255;
  static constexpr bool allowed(char c) { return is_word(c) || c == ':'; }
};
}  // namespace id_rules

using CollectionId = TextId<id_rules::Collection>;        ///< Rekognition's CollectionId.
using PersonId = TextId<id_rules::Person>;                ///< Rekognition's UserId.
using ExternalImageId = TextId<id_rules::ExternalImage>;  ///< Rekognition's ExternalImageId.

}  // namespace mien

template <>
struct std::hash<mien::Uuid> {
  std::size_t operator()(const mien::Uuid& id) const noexcept {
    std::size_t h;  // The bytes are those of a digest or random: any eight of them are a hash.
    std::memcpy(&h, id.bytes.data() + 8, sizeof h);
    return h;
  }
};
template <class Tag>
struct std::hash<mien::UuidOf<Tag>> {
  std::size_t operator()(const mien::UuidOf<Tag>& id) const noexcept { return std::hash<mien::Uuid>{}(id.uuid); }
};
template <class Rule>
struct std::hash<mien::TextId<Rule>> {
  std::size_t operator()(const mien::TextId<Rule>& id) const noexcept { return std::hash<std::string>{}(id.text()); }
};
