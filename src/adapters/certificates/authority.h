#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/x509/certificate.h"
#include "adapters/x509/private_key.h"
#include "core/result.h"

namespace mien::certificates {

/// Whom a server certificate is for.
struct ServerNames {
  std::vector<std::string> hosts;      ///< DNS names; the first label may be `*`.
  std::vector<std::string> addresses;  ///< IPv4 and IPv6, as text.
};

/// Those that a certificate has as alternative names; other kinds are left out.
ServerNames names_of(const x509::Certificate& certificate);

/// Whether it is a DNS name as certificates hold them: letters, digits, hyphens and dots, in labels of 1 to 63, 253 in
/// all; the first label may be `*`, the last one no number.
bool is_host_name(std::string_view text);

struct Validity {
  std::chrono::sys_seconds from;
  std::chrono::sys_seconds to;
};

/// A certificate authority of one's own: whoever trusts its certificate trusts the servers that it signs for.
/// Immutable.
class Authority {
 public:
  /// A new one that may sign certificates of servers, but no further authorities.
  /// @param common_name  what lists of trusted authorities show, at most 64 characters.
  /// @errors kInternal
  static Result<Authority> create(const std::string& common_name, const Validity& validity);
  /// @errors kIncompatible  not PEM, the key of another certificate, or no authority's certificate.
  static Result<Authority> load(std::string_view certificate_pem, std::string_view key_pem);

  const x509::Certificate& certificate() const { return certificate_; }
  const x509::PrivateKey& key() const { return key_; }
  /// A certificate for a server that has `key`, ECDSA with SHA-256, good for TLS servers only. Its end is the
  /// authority's where that comes first.
  /// @errors kInvalidArgument  a name or address that is none, or no name at all; kInternal.
  Result<x509::Certificate> issue(const x509::PrivateKey& key, const ServerNames& names,
                                  const Validity& validity) const;

 private:
  Authority(x509::Certificate certificate, x509::PrivateKey key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}
  x509::Certificate certificate_;
  x509::PrivateKey key_;
};

}  // namespace mien::certificates
