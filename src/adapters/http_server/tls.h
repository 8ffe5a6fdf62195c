#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "core/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX; its headers stay out of those that many files include.

namespace mien::http_server {

struct TlsFiles {
  std::string certificate;  ///< PEM: the server's certificate first, then what leads to its authority.
  std::string key;          ///< PEM, without passphrase, readable by nobody else.
};

/// What an operator wants to know of the certificate in force.
struct TlsCertificate {
  std::chrono::sys_seconds not_before;
  std::chrono::sys_seconds not_after;
  std::string sha256;  ///< Fingerprint, in the form of x509::Certificate::sha256().
};

/// What makes a listening socket speak https: certificate and key, and which protocols and ciphers are offered. They
/// can be read anew while connections are served: those that are open keep what they began with. Thread-safe.
class Tls {
 public:
  /// @errors kUnavailable      a file cannot be read.
  /// @errors kAccessDenied     others can read the key.
  /// @errors kInvalidArgument  not PEM, a key of another certificate, or one that clients would not accept. The
  ///                           messages name the files: they are for the operator.
  static Result<std::shared_ptr<Tls>> load(TlsFiles files);

  /// Reads the files again, for connections that begin from here on. What cannot be used is an error as of load(), and
  /// leaves the old pair in force. Session tickets of before are refused: whoever returns sees the new certificate.
  Result<TlsCertificate> reload();

  TlsCertificate certificate() const;
  std::shared_ptr<ssl_ctx_st> context() const;

 private:
  struct Loaded {
    std::shared_ptr<ssl_ctx_st> context{};
    TlsCertificate certificate{};
  };
  static Result<Loaded> read(const TlsFiles& files);
  explicit Tls(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  mutable std::mutex mutex_;
  Loaded loaded_;  ///< Guarded by the mutex.
};

}  // namespace mien::http_server
