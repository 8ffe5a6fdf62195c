#include "api/auth/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "core/result.h"

namespace mien::api {

Sha256 sha256(std::string_view bytes) {
  Sha256 digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

Sha256 hmac_sha256(std::span<const std::byte> key, std::string_view message) {
  Sha256 digest;
  unsigned int size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                          reinterpret_cast<unsigned char*>(digest.data()), &size);
  MIEN_CHECK(done != nullptr && size == digest.size());
  return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  // Digests have one length, so that the comparison does not tell that of the secret.
  const Sha256 digest_a = sha256(a);
  const Sha256 digest_b = sha256(b);
  return CRYPTO_memcmp(digest_a.data(), digest_b.data(), digest_a.size()) == 0;
}

void wipe(std::span<char> memory) { OPENSSL_cleanse(memory.data(), memory.size()); }

}  // namespace mien::api
