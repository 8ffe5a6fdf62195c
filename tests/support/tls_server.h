#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "support/tls_client.h"

namespace mien::http_server::testing {

/// What tests of a server with TLS share: its files, what it loaded of them, and clients that trust them.
class TlsServerTest : public ::testing::Test {
 protected:
  Options with_tls() const {
    Options options;
    options.tls = tls_;
    return options;
  }
  TlsClient client(RunningServer& server, const TlsClient::Options& wanted = {}) const {
    return TlsClient(server->port(), files_.authority_pem(), wanted);
  }

  tls_testing::TlsTestFiles files_;
  std::shared_ptr<Tls> tls_ = tls_testing::must(Tls::load(files_.files()));
  EchoHandler handler_;
};

}  // namespace mien::http_server::testing
