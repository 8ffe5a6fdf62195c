#pragma once

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/x509/certificate.h"
#include "support/http_server_client.h"
#include "support/tls_files.h"

namespace mien::http_server::testing {

/// A TLS client that blocks, over a raw connection of which it can hold bytes back.
class TlsClient {
 public:
  struct Options {
    int version_min = TLS1_2_VERSION;
    int version_max = TLS1_3_VERSION;
    const char* ciphers = nullptr;
    const char* groups = nullptr;
    std::vector<std::string> protocols{};  ///< ALPN.
    bool offers_compression = false;
    SSL_SESSION* session = nullptr;  ///< To resume.
  };

  TlsClient(std::uint16_t port, const std::string& authority_pem) : TlsClient(port, authority_pem, Options{}) {}
  TlsClient(std::uint16_t port, const std::string& authority_pem, const Options& options) : raw_(port) {
    std::signal(SIGPIPE, SIG_IGN);  // The library writes to sockets that the server has closed.
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context_.get(), 0);  // Offers what the server has to refuse.
    SSL_CTX_set_min_proto_version(context_.get(), options.version_min);
    SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
    if (options.ciphers != nullptr) {
      EXPECT_EQ(SSL_CTX_set_cipher_list(context_.get(), options.ciphers), 1);
    }
    if (options.groups != nullptr) {
      EXPECT_EQ(SSL_CTX_set1_groups_list(context_.get(), options.groups), 1);
    }
    if (options.offers_compression) SSL_CTX_clear_options(context_.get(), SSL_OP_NO_COMPRESSION);
    trust(authority_pem);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, nullptr);
    EXPECT_EQ(SSL_set1_host(ssl_.get(), "localhost"), 1);
    std::string protocols;
    for (const std::string& one : options.protocols) protocols += static_cast<char>(one.size()) + one;
    if (!protocols.empty())
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned int>(protocols.size()));
    if (options.session != nullptr) SSL_set_session(ssl_.get(), options.session);
    SSL_set_fd(ssl_.get(), raw_.descriptor());
    const timeval patience{.tv_sec = kPatience.count() / 1000, .tv_usec = 0};
    ::setsockopt(raw_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  bool handshake() {
    ERR_clear_error();
    const bool done = SSL_connect(ssl_.get()) == 1;
    if (!done) note_error();
    return done;
  }
  bool send(std::string_view bytes) {
    ERR_clear_error();
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  /// A reply, whole or not at all.
  std::optional<Reply> receive() {
    return take_reply(unread_, [this] { return more(); });
  }
  std::optional<Reply> ask(std::string_view request) {
    send(request);
    return receive();
  }
  bool more() {
    std::array<char, 65536> bytes;
    ERR_clear_error();
    const int got = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (got <= 0) {
      end_ = SSL_get_error(ssl_.get(), got);
      note_error();
      return false;
    }
    unread_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }
  std::string take_unread() { return std::exchange(unread_, {}); }
  /// Reads to the end: whether the server said that it is one (close_notify).
  bool ends_in_good_order() {
    while (more()) unread_.clear();
    return end_ == SSL_ERROR_ZERO_RETURN;
  }
  /// close_notify, while the socket stays open.
  void end_writing() { SSL_shutdown(ssl_.get()); }

  SSL* ssl() { return ssl_.get(); }
  Client& raw() { return raw_; }
  /// Of the last failure: the library's reason, for example an alert of the server.
  const std::string& error() const { return error_; }
  /// The server's fingerprint; empty before the handshake.
  std::string peer_sha256() {
    std::shared_ptr<X509> certificate(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
    return certificate ? tls_testing::must(x509::Certificate::of(std::move(certificate))).sha256() : std::string();
  }

 private:
  template <auto kFree>
  struct Free {
    template <class T>
    void operator()(T* owned) const {
      kFree(owned);
    }
  };

  void trust(const std::string& pem) {
    const auto authority = tls_testing::must(x509::Certificate::from_pem(pem, "the authority"));
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get());
  }
  void note_error() {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    error_ = reason ? reason : "";
    ERR_clear_error();
  }

  Client raw_;
  std::unique_ptr<SSL_CTX, Free<&SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Free<&SSL_free>> ssl_;
  std::string unread_;
  std::string error_;
  int end_ = SSL_ERROR_NONE;
};

}  // namespace mien::http_server::testing
