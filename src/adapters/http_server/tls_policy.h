#pragma once

#include <memory>

#include "core/result.h"

struct ssl_ctx_st;

namespace mien::http_server {

/// A context that offers what a server of today should, whatever the machine's openssl.cnf says: TLS 1.2 and 1.3,
/// ECDHE with AEAD ciphers, X25519, P-256 and P-384, HTTP/1.1 by ALPN; no compression, no renegotiation, no early data,
/// which could be replayed. It has no certificate yet.
///
/// Sessions are kept by clients only, in tickets. Their keys are made with the context, never leave the process and end
/// with the context; and what a ticket resumes gets keys of its own from a new exchange (TLS 1.3).
/// @errors kInternal  the library refuses one of these.
Result<std::shared_ptr<ssl_ctx_st>> make_tls_context();

}  // namespace mien::http_server
