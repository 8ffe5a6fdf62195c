#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/certificates/authority.h"
#include "adapters/x509/certificate.h"
#include "core/result.h"

namespace mien::cli {

/// Where `mien tls init` keeps an authority and the server's certificate: docs/formats/data-directory.md.
struct TlsFolder {
  std::string path;  ///< Absolute.
  std::string authority() const { return path + "/ca.pem"; }
  std::string authority_key() const { return path + "/ca-key.pem"; }
  std::string certificate() const { return path + "/cert.pem"; }
  std::string key() const { return path + "/key.pem"; }
};

struct TlsInit {
  std::string folder;
  certificates::ServerNames names;
  std::chrono::days days;
  std::chrono::sys_seconds now;
  std::string machine;  ///< For the authority's name.
};

struct TlsInitDone {
  TlsFolder folder;
  x509::Certificate authority;
  x509::Certificate certificate;
  bool authority_is_new;
  bool key_is_new;
  std::vector<std::string> dropped;  ///< Names of the certificate before it that this one has not.
};

/// Makes an authority and a server certificate in the folder. Where there is an authority it is kept, and only the
/// server's certificate is made anew: one file that is replaced whole, since its key is kept, too. Whatever looks as if
/// somebody else had a hand in it, or as if half were missing, is refused and left as it is.
/// @errors kUnavailable   the folder or a file cannot be made, read or written, or another call is at work there.
/// @errors kAccessDenied  the folder or a key is open to other users, or belongs to one.
/// @errors kIncompatible  a part of the authority is missing, damaged or has expired.
/// @errors kInvalidArgument  a name that is none. The messages name files: they are for the operator.
Result<TlsInitDone> tls_init_folder(const TlsInit& wanted);

}  // namespace mien::cli
