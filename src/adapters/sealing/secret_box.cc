#include "adapters/sealing/secret_box.h"

#include <sodium.h>

#include <algorithm>

namespace mien {
namespace {

constexpr std::byte kVersion{1};
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kProofBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kFrontBytes = 1 + kNonceBytes;
static_assert(SecretBox::kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
const unsigned char* bytes_of(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }

}  // namespace

SecretBox::SecretBox(std::span<const std::byte, kKeyBytes> key) : key_{} {
  MIEN_CHECK(sodium_init() >= 0);  // No random source: no nonce may ever be guessed or repeated.
  std::ranges::transform(key, key_.begin(), [](std::byte b) { return std::to_integer<unsigned char>(b); });
}

SecretBox::~SecretBox() { sodium_memzero(key_.data(), key_.size()); }

std::vector<std::byte> SecretBox::seal(std::string_view secret, std::string_view context) const {
  std::vector<std::byte> out(kFrontBytes + secret.size() + kProofBytes);
  out.front() = kVersion;
  auto* const nonce = reinterpret_cast<unsigned char*>(out.data() + 1);
  randombytes_buf(nonce, kNonceBytes);
  unsigned long long size = 0;
  MIEN_CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(out.data() + kFrontBytes),
                                                        &size, bytes_of(secret), secret.size(), bytes_of(context),
                                                        context.size(), nullptr, nonce, key_.data()) == 0);
  MIEN_CHECK(kFrontBytes + size == out.size());
  return out;
}

Result<std::string> SecretBox::open(std::span<const std::byte> sealed, std::string_view context) const {
  const auto wrong = [] {
    return fail(ErrorCode::kIncompatible, "A secret was sealed with another key, or was changed.");
  };
  if (sealed.size() < kFrontBytes + kProofBytes || sealed.front() != kVersion) return wrong();
  std::string secret(sealed.size() - kFrontBytes - kProofBytes, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(secret.data()), &size, nullptr,
                                                 bytes_of(sealed.data() + kFrontBytes), sealed.size() - kFrontBytes,
                                                 bytes_of(context), context.size(), bytes_of(sealed.data() + 1),
                                                 key_.data()) != 0)
    return wrong();
  return secret;
}

}  // namespace mien
