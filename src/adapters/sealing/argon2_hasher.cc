#include "adapters/sealing/argon2_hasher.h"

#include <sodium.h>

#include <array>

namespace mien {
namespace {

std::unexpected<Error> no_memory() {
  return fail(ErrorCode::kOverloaded, "There is not the memory to check a password; try again later.");
}

}  // namespace

Argon2Hasher::Argon2Hasher() {
  MIEN_CHECK(sodium_init() >= 0);
  std::array<char, 32> nobodys{};
  randombytes_buf(nobodys.data(), nobodys.size());
  auto made = hash({nobodys.data(), nobodys.size()});
  MIEN_CHECK(made.has_value());
  decoy_ = *std::move(made);
}

Result<std::string> Argon2Hasher::hash(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return no_memory();
  return std::string(out.data());
}

Result<bool> Argon2Hasher::verify(std::string_view hash, std::string_view password) const {
  // libsodium reads the parameters out of the hash, which only this class has made.
  const bool usable = hash.starts_with(crypto_pwhash_STRPREFIX) && hash.size() < crypto_pwhash_STRBYTES;
  const std::string text(usable ? hash : decoy_);
  const bool right = crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
  return right && usable;
}

}  // namespace mien
