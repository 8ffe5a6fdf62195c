#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct x509_st;  // OpenSSL's X509.

namespace mien::x509 {

class PrivateKey;

/// An X.509 certificate whose dates can be read. Immutable; copies share it.
class Certificate {
 public:
  /// @errors kInvalidArgument  its dates are none; kInternal.
  static Result<Certificate> of(std::shared_ptr<x509_st> certificate);
  /// The first one of the text.
  /// @param name  what the text is called in messages: the path of its file.
  /// @errors kInvalidArgument  there is none in PEM form, or it is damaged; kInternal.
  static Result<Certificate> from_pem(std::string_view pem, const std::string& name);
  /// All of the text, in order; at least one. Parameter and errors are those of from_pem().
  static Result<std::vector<Certificate>> chain_from_pem(std::string_view pem, const std::string& name);

  /// @errors kInternal
  Result<std::string> pem() const;
  std::string common_name() const;  ///< Of its subject; empty where it has none.
  /// Fingerprint, as browsers and `openssl x509 -fingerprint -sha256` show it: 32 bytes, hexadecimal in capitals, with
  /// colons. It is printed and logged in this form only, so that one can be compared with the other.
  const std::string& sha256() const { return sha256_; }
  std::chrono::sys_seconds not_before() const { return not_before_; }
  std::chrono::sys_seconds not_after() const { return not_after_; }
  bool is_authority() const;
  bool is_of(const PrivateKey& key) const;
  /// Whether it says that `authority` signed it.
  bool names_as_issuer(const Certificate& authority) const;
  /// Whether `authority` signed it.
  bool is_issued_by(const Certificate& authority) const;
  x509_st* get() const { return certificate_.get(); }

 private:
  explicit Certificate(std::shared_ptr<x509_st> certificate) : certificate_(std::move(certificate)) {}

  std::shared_ptr<x509_st> certificate_;
  std::chrono::sys_seconds not_before_{};
  std::chrono::sys_seconds not_after_{};
  std::string sha256_;
};

}  // namespace mien::x509
