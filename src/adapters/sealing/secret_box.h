#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "ports/keys.h"

namespace mien {

/// Sealer with XChaCha20-Poly1305 (libsodium), each secret under a random nonce of 24 bytes. Format: a byte 1, the
/// nonce, the encrypted secret, 16 bytes of authentication; the context is authenticated, too. The key is wiped at the
/// end. Thread-safe.
class SecretBox final : public Sealer {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  explicit SecretBox(std::span<const std::byte, kKeyBytes> key);
  SecretBox(const SecretBox&) = delete;
  SecretBox& operator=(const SecretBox&) = delete;
  ~SecretBox() override;

  std::vector<std::byte> seal(std::string_view secret, std::string_view context) const override;
  Result<std::string> open(std::span<const std::byte> sealed, std::string_view context) const override;

 private:
  std::array<unsigned char, kKeyBytes> key_;
};

}  // namespace mien
