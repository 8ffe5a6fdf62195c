#include "adapters/system/system_ids.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace mien {

void fill_random(std::span<unsigned char> out) {
  MIEN_CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

Uuid SystemIds::random() const {
  Uuid id;
  fill_random(id.bytes);
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x40);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

Sha256 SystemIds::sha256(std::span<const std::byte> bytes) const {
  Sha256 digest{};
  unsigned int size = 0;
  MIEN_CHECK(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                        EVP_sha256(), nullptr) == 1);
  MIEN_CHECK(size == digest.size());
  return digest;
}

}  // namespace mien
