#include "adapters/store_sqlite/page_token.h"

#include <algorithm>

#include "core/limits.h"

namespace mien::sqlite {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kFingerprintBytes = 8;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kCursorBytesMax = 170;
constexpr std::size_t kNumberBytes = 8;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint64_t fnv1a(std::uint64_t hash, std::string_view bytes) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t take(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string checksum(std::string_view bytes) {
  const std::uint64_t hash = fnv1a(0xCBF29CE484222325, bytes);
  std::string out;
  put(out, hash >> 32 ^ (hash & 0xFFFFFFFF), kChecksumBytes);
  return out;
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char c : bytes) {
    pending = pending << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kAlphabet[pending >> (bits - 6) & 0x3F];
  }
  if (bits > 0) out += kAlphabet[pending << (6 - bits) & 0x3F];
  return out;
}

/// Nullopt for other characters; left-over bits are covered by comparing with the encoding of the result.
std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    pending = pending << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(pending >> bits & 0xFF);
    }
  }
  if (to_base64url(out) != text) return std::nullopt;
  return out;
}

std::unexpected<Error> not_ours() { return fail(ErrorCode::kInvalidPageToken, "The page token is not valid."); }

}  // namespace

Listing& Listing::add(std::string_view part) {
  std::string length;
  put(length, part.size(), 8);  // With its length before it, no part can pass for two.
  fingerprint_ = fnv1a(fnv1a(fingerprint_, length), part);
  return *this;
}

std::string make_page_token(const Listing& listing, std::string_view cursor) {
  MIEN_CHECK(cursor.size() <= kCursorBytesMax);
  std::string bytes(1, kVersion);
  put(bytes, listing.fingerprint(), kFingerprintBytes);
  bytes += cursor;
  bytes += checksum(bytes);
  return to_base64url(bytes);
}

Result<std::optional<std::string>> read_page_token(const Listing& listing, std::string_view token) {
  if (token.empty()) return std::nullopt;
  constexpr std::size_t kOverhead = 1 + kFingerprintBytes + kChecksumBytes;
  if (token.size() > (kCursorBytesMax + kOverhead) * 2) return not_ours();
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() < kOverhead || bytes->front() != kVersion) return not_ours();
  const std::string_view content = std::string_view(*bytes).substr(0, bytes->size() - kChecksumBytes);
  if (checksum(content) != std::string_view(*bytes).substr(content.size())) return not_ours();
  if (take(content.substr(1, kFingerprintBytes)) != listing.fingerprint()) return not_ours();
  return std::string(content.substr(1 + kFingerprintBytes));
}

std::string number_cursor(std::int64_t first) {
  std::string out;
  put(out, static_cast<std::uint64_t>(first), kNumberBytes);
  return out;
}

std::string number_cursor(std::int64_t first, std::int64_t second) {
  return number_cursor(first) + number_cursor(second);
}

Result<std::int64_t> cursor_number(std::string_view cursor, std::size_t index, std::size_t count) {
  if (cursor.size() != count * kNumberBytes) return not_ours();
  return static_cast<std::int64_t>(take(cursor.substr(index * kNumberBytes, kNumberBytes)));
}

std::size_t page_limit(std::size_t wanted) { return std::clamp<std::size_t>(wanted, 1, limits::kMatchesMax); }

}  // namespace mien::sqlite
