#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY.

namespace mien::certificates {

/// An ECDSA key on P-256: small, quick, and known to every client. Immutable; copies share it.
class PrivateKey {
 public:
  /// @errors kInternal  the library makes none.
  static Result<PrivateKey> create();
  /// @errors kIncompatible  no unlocked private key in PEM form.
  static Result<PrivateKey> from_pem(std::string_view pem);
  /// PKCS #8, not encrypted. A secret. @errors kInternal
  Result<std::string> pem() const;
  evp_pkey_st* get() const { return key_.get(); }

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace mien::certificates
