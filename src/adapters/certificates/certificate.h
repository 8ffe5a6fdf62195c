#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct x509_st;  // OpenSSL's X509.

namespace mien::certificates {

class PrivateKey;

/// An X.509 certificate. Immutable; copies share it.
class Certificate {
 public:
  /// The first one of the text. @errors kIncompatible  there is none in PEM form.
  static Result<Certificate> from_pem(std::string_view pem);
  explicit Certificate(std::shared_ptr<x509_st> certificate) : certificate_(std::move(certificate)) {}

  /// @errors kInternal
  Result<std::string> pem() const;
  std::string common_name() const;  ///< Of its subject; empty where it has none.
  std::string sha256() const;       ///< Fingerprint: 32 bytes, hexadecimal in capitals, with colons.
  std::chrono::sys_seconds not_before() const;
  std::chrono::sys_seconds not_after() const;
  bool is_authority() const;
  bool is_of(const PrivateKey& key) const;
  /// Whether `authority` signed it.
  bool is_issued_by(const Certificate& authority) const;
  x509_st* get() const { return certificate_.get(); }

 private:
  std::shared_ptr<x509_st> certificate_;
};

}  // namespace mien::certificates
