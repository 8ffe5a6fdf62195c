#pragma once

#include <cstddef>

struct bio_st;  // OpenSSL's BIO.

namespace mien::http_server {

/// What a TLS connection's socket has done in one turn on its loop. After so many bytes it says that it would block,
/// although it would not: else one client on a fast line could keep the loop for itself.
struct TlsTurn {
  static constexpr std::size_t kBytesMax = std::size_t{256} * 1024;

  int socket = -1;
  std::size_t bytes_left = kBytesMax;
  bool is_over = false;    ///< The last call found no bytes left.
  bool has_ended = false;  ///< The other side has closed its half of the TCP connection.

  void begin() { bytes_left = kBytesMax; }
};

/// The socket as OpenSSL wants it. Other than the library's own, it never raises SIGPIPE. Borrows `turn`; null where
/// there is no memory. Whoever gets it frees it with BIO_free, or gives it to an SSL object.
bio_st* make_tls_bio(TlsTurn& turn);

}  // namespace mien::http_server
