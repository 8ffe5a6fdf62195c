#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY.

namespace mien::x509 {

/// A private key of any kind that certificates have. Immutable; copies share it.
class PrivateKey {
 public:
  /// ECDSA on P-256: small, quick, and known to every client. @errors kInternal  the library makes none.
  static Result<PrivateKey> create();
  /// @param name  what the text is called in messages: the path of its file.
  /// @errors kInvalidArgument  no private key in PEM form, or one that is locked with a passphrase.
  static Result<PrivateKey> from_pem(std::string_view pem, const std::string& name);

  /// PKCS #8, not encrypted. A secret. @errors kInternal
  Result<std::string> pem() const;
  evp_pkey_st* get() const { return key_.get(); }

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace mien::x509
