#pragma once

#include "ports/operators.h"

namespace mien {

/// PasswordHasher with Argon2id (libsodium), in its text form, which names the parameters: two passes over 64 MiB, more
/// than the 19 MiB of OWASP's password storage cheat sheet. Some 70 ms of a core. Thread-safe.
class Argon2Hasher final : public PasswordHasher {
 public:
  Argon2Hasher();
  Result<std::string> hash(std::string_view password) const override;
  Result<bool> verify(std::string_view hash, std::string_view password) const override;

 private:
  std::string decoy_;  ///< Of a password that nobody knows.
};

}  // namespace mien
