#include "api/auth/checksums.h"

#include <openssl/evp.h>

#include <algorithm>
#include <new>
#include <variant>

#include "api/auth/crc.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/result.h"

namespace mien::api {
namespace {

struct EndContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using HashContext = std::unique_ptr<EVP_MD_CTX, EndContext>;

struct CrcState {
  crc::Polynomial polynomial;
  std::uint64_t value;
};

std::optional<crc::Polynomial> polynomial_of(ChecksumKind kind) {
  switch (kind) {
    case ChecksumKind::kCrc32:
      return crc::kCrc32;
    case ChecksumKind::kCrc32c:
      return crc::kCrc32c;
    case ChecksumKind::kCrc64Nvme:
      return crc::kCrc64Nvme;
    case ChecksumKind::kSha1:
    case ChecksumKind::kSha256:
    case ChecksumKind::kMd5:
      break;
  }
  return std::nullopt;
}

const EVP_MD* hash_of(ChecksumKind kind) {
  switch (kind) {
    case ChecksumKind::kSha1:
      return EVP_sha1();
    case ChecksumKind::kSha256:
      return EVP_sha256();
    case ChecksumKind::kMd5:
      return EVP_md5();
    case ChecksumKind::kCrc32:
    case ChecksumKind::kCrc32c:
    case ChecksumKind::kCrc64Nvme:
      break;
  }
  return nullptr;
}

Checksum of_number(ChecksumKind kind, std::uint64_t value) {
  std::array<std::byte, 8> bytes;
  const std::size_t size = checksum_bytes(kind);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(value >> (8 * (size - 1 - i)));
  return {kind, std::span(bytes).first(size)};
}

std::uint64_t number_of(const Checksum& sum) {
  std::uint64_t value = 0;
  for (const std::byte b : sum.bytes()) value = value << 8 | std::to_integer<std::uint64_t>(b);
  return value;
}

}  // namespace

std::string_view checksum_header(ChecksumKind kind) {
  switch (kind) {
    case ChecksumKind::kCrc32:
      return "x-amz-checksum-crc32";
    case ChecksumKind::kCrc32c:
      return "x-amz-checksum-crc32c";
    case ChecksumKind::kCrc64Nvme:
      return "x-amz-checksum-crc64nvme";
    case ChecksumKind::kSha1:
      return "x-amz-checksum-sha1";
    case ChecksumKind::kSha256:
      return "x-amz-checksum-sha256";
    case ChecksumKind::kMd5:
      break;
  }
  return "content-md5";
}

std::size_t checksum_bytes(ChecksumKind kind) {
  switch (kind) {
    case ChecksumKind::kCrc32:
    case ChecksumKind::kCrc32c:
      return 4;
    case ChecksumKind::kCrc64Nvme:
      return 8;
    case ChecksumKind::kSha1:
      return 20;
    case ChecksumKind::kSha256:
      return 32;
    case ChecksumKind::kMd5:
      break;
  }
  return 16;
}

Checksum::Checksum(ChecksumKind kind, std::span<const std::byte> bytes) : kind_(kind), size_(bytes.size()) {
  MIEN_CHECK(size_ == checksum_bytes(kind));
  std::ranges::copy(bytes, bytes_.begin());
}

std::optional<Checksum> Checksum::from_base64(ChecksumKind kind, std::string_view text) {
  // Before it is decoded: a header may be long.
  if (text.size() != (checksum_bytes(kind) + 2) / 3 * 4) return std::nullopt;
  const auto bytes = decode_base64(text);
  if (!bytes || bytes->size() != checksum_bytes(kind)) return std::nullopt;
  return Checksum(kind, *bytes);
}

std::string Checksum::hex() const { return mien::hex(bytes()); }
std::string Checksum::base64() const { return encode_base64(bytes()); }

struct Summer::State {
  ChecksumKind kind;
  std::variant<CrcState, HashContext> sum;
};

Summer::Summer(ChecksumKind kind) {
  if (const auto polynomial = polynomial_of(kind)) {
    state_ = std::make_unique<State>(kind, CrcState{*polynomial, polynomial->ones()});
    return;
  }
  HashContext context(EVP_MD_CTX_new());
  // All that can go wrong with a hash that there is.
  if (!context || EVP_DigestInit_ex(context.get(), hash_of(kind), nullptr) != 1) throw std::bad_alloc();
  state_ = std::make_unique<State>(kind, std::move(context));
}

Summer::Summer(Summer&&) noexcept = default;
Summer& Summer::operator=(Summer&&) noexcept = default;
Summer::~Summer() = default;

void Summer::add(std::string_view bytes) {
  if (auto* const crc = std::get_if<CrcState>(&state_->sum))
    crc->value = crc::update(crc->polynomial, crc->value, bytes);
  else
    MIEN_CHECK(EVP_DigestUpdate(std::get<HashContext>(state_->sum).get(), bytes.data(), bytes.size()) == 1);
}

Checksum Summer::finish() {
  if (const auto* const crc = std::get_if<CrcState>(&state_->sum))
    return of_number(state_->kind, crc->value ^ crc->polynomial.ones());
  std::array<std::byte, Checksum::kBytesMax> bytes;
  unsigned int size = 0;
  MIEN_CHECK(EVP_DigestFinal_ex(std::get<HashContext>(state_->sum).get(),
                                reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1);
  return {state_->kind, std::span(bytes).first(size)};
}

Checksum checksum_of(ChecksumKind kind, std::string_view bytes) {
  Summer summer(kind);
  summer.add(bytes);
  return summer.finish();
}

Checksum composite_of(std::span<const Checksum> parts) {
  MIEN_CHECK(!parts.empty());
  Summer summer(parts.front().kind());
  for (const Checksum& part : parts) {
    MIEN_CHECK(part.kind() == parts.front().kind());
    summer.add({reinterpret_cast<const char*>(part.bytes().data()), part.bytes().size()});
  }
  return summer.finish();
}

Checksum joined(const Checksum& front, const Checksum& back, std::uint64_t back_bytes) {
  const auto polynomial = polynomial_of(front.kind());
  MIEN_CHECK(polynomial.has_value() && front.kind() == back.kind());
  return of_number(front.kind(), crc::join(*polynomial, number_of(front), number_of(back), back_bytes));
}

}  // namespace mien::api
