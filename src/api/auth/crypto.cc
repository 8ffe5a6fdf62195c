#include "api/auth/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "core/result.h"

namespace mien::api {
namespace {

template <class Digest>
Digest hmac(const EVP_MD* hash, std::span<const std::byte> key, std::string_view message) {
  Digest digest;
  unsigned int size = 0;
  const auto* done =
      HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
           message.size(), reinterpret_cast<unsigned char*>(digest.data()), &size);
  MIEN_CHECK(done != nullptr && size == digest.size());
  return digest;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

Sha256 hmac_sha256(std::span<const std::byte> key, std::string_view message) {
  return hmac<Sha256>(EVP_sha256(), key, message);
}

std::array<std::byte, 20> hmac_sha1(std::span<const std::byte> key, std::string_view message) {
  return hmac<std::array<std::byte, 20>>(EVP_sha1(), key, message);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  // Digests have one length, so that the comparison does not tell that of the secret.
  const Sha256 digest_a = sha256(a);
  const Sha256 digest_b = sha256(b);
  return CRYPTO_memcmp(digest_a.data(), digest_b.data(), digest_a.size()) == 0;
}

}  // namespace mien::api
