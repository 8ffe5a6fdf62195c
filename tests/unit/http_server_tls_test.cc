#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "support/tls_server.h"

namespace mien::http_server::testing {
namespace {

using mien::tls_testing::must;
using mien::tls_testing::put_file;
using mien::tls_testing::seconds_now;
using mien::tls_testing::TlsTestFiles;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kGetAndClose = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

using HttpServerTls = TlsServerTest;

TEST_F(HttpServerTls, AnswersOverOneConnectionAgainAndAgain) {
  RunningServer server(handler_, with_tls());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient one = client(server, {.version_min = version, .version_max = version});
    ASSERT_TRUE(one.handshake()) << one.error();
    EXPECT_EQ(SSL_version(one.ssl()), version);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(one.ask(kGet).value_or(Reply{}).body, "GET /a|");
  }
}

TEST_F(HttpServerTls, CarriesLargeBodiesBothWays) {
  handler_.body_bytes_max = 4'000'000;
  handler_.on_handle = [](const HttpRequest& request) {
    return HttpResponse{.status = 200, .headers = {}, .body = request.body};
  };
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  // Around the size of a record, and far beyond what sockets buffer.
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{16'000}, std::size_t{16'384}, std::size_t{16'385}, std::size_t{3'000'001}}) {
    std::string body(size, 'x');
    for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 3);
    one.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
    std::thread sender([&] { one.send(body); });  // The server answers only once it has all of it.
    sender.join();
    EXPECT_TRUE(one.receive().value_or(Reply{}).body == body) << size;
  }
}

TEST_F(HttpServerTls, SendsAnAnswersHeadAndBodyInOneRecord) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server, {.version_max = TLS1_2_VERSION});
  ASSERT_TRUE(one.handshake());
  one.send(kGet);
  ASSERT_TRUE(one.more());
  EXPECT_TRUE(one.receive()) << "what came with the first record was not the whole answer";
  EXPECT_EQ(SSL_pending(one.ssl()), 0);
}

TEST_F(HttpServerTls, AnswersPipelinedRequestsInOrder) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  std::string requests;
  for (int i = 0; i < 50; ++i)
    requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  one.send(requests);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(one.receive().value_or(Reply{}).body, "POST /" + std::to_string(i) + "|abc");
}

TEST_F(HttpServerTls, SaysWhenAnAnswerIsTheLast) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  one.send(kGetAndClose);
  EXPECT_TRUE(one.receive());
  EXPECT_TRUE(one.ends_in_good_order());
}

TEST_F(HttpServerTls, SaysGoodbyeToAConnectionThatWasIdle) {
  Options impatient = with_tls();
  impatient.idle_timeout = milliseconds(60);
  RunningServer server(handler_, impatient);
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  ASSERT_TRUE(one.ask(kGet));
  EXPECT_TRUE(one.ends_in_good_order());
}

TEST_F(HttpServerTls, AnswersAClientThatHasSaidThatItSendsNothingMore) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  one.send(kGet);
  one.end_writing();
  EXPECT_EQ(one.receive().value_or(Reply{}).body, "GET /a|");
  EXPECT_TRUE(one.ends_in_good_order());
}

TEST_F(HttpServerTls, TellsACutConnectionFromAnEndedOne) {
  RunningServer server(handler_, with_tls());
  // Said to be over in the middle of a body: a request that is incomplete, and told so.
  TlsClient ended = client(server);
  ASSERT_TRUE(ended.handshake());
  ended.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  ended.end_writing();
  EXPECT_EQ(ended.receive().value_or(Reply{}).status, 400);
  // Cut off there: nobody knows by whom, and nobody is answered.
  TlsClient cut = client(server);
  ASSERT_TRUE(cut.handshake());
  cut.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  cut.raw().half_close();
  EXPECT_FALSE(cut.receive());
}

TEST_F(HttpServerTls, SendsNoGoodbyeAfterAnAnswerThatWasNotSentWhole) {
  handler_.on_handle = [](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {}, .body = std::string(32 << 20, 'x')};
  };
  Options impatient = with_tls();
  impatient.body_timeout = milliseconds(100);
  RunningServer server(handler_, impatient);
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  one.send(kGet);
  ASSERT_TRUE(one.more());
  server.stop();  // Returns once the server has given up on a client that does not read.
  EXPECT_FALSE(one.ends_in_good_order());
}

TEST_F(HttpServerTls, TellsPlainHttpThatItSpeaksHttps) {
  RunningServer server(handler_, with_tls());
  for (const std::string method : {"GET", "POST", "DELETE", "PATCH", "OPTIONS"}) {
    Client plain(server->port());
    const auto reply = plain.ask(method + " / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(reply) << method;
    EXPECT_EQ(reply->status, 400);
    EXPECT_EQ(reply->body, "this port speaks https, not http");
    EXPECT_TRUE(reply->has("\r\nConnection: close\r\n"));
    EXPECT_EQ(plain.wait_for_end(), Client::End::kClosed);
  }
}

TEST_F(HttpServerTls, ChoosesHttp11OfTheProtocolsThatAClientNames) {
  RunningServer server(handler_, with_tls());
  const auto chosen = [](TlsClient& one) {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(one.ssl(), &name, &size);
    return std::string(reinterpret_cast<const char*>(name), size);
  };
  TlsClient both = client(server, {.protocols = {"h2", "http/1.1"}});
  ASSERT_TRUE(both.handshake()) << both.error();
  EXPECT_EQ(chosen(both), "http/1.1");
  EXPECT_EQ(both.ask(kGet).value_or(Reply{}).status, 200);
  TlsClient none = client(server);
  ASSERT_TRUE(none.handshake());
  EXPECT_EQ(chosen(none), "");
  TlsClient other = client(server, {.protocols = {"h2", "http/1.0"}});
  EXPECT_FALSE(other.handshake());
  EXPECT_TRUE(other.error().ends_with("alert no application protocol")) << other.error();
}

TEST_F(HttpServerTls, RefusesOldVersionsWeakSuitesAndForeignGroups) {
  RunningServer server(handler_, with_tls());
  const auto refusal = [&](const TlsClient::Options& wanted) {
    TlsClient one = client(server, wanted);
    EXPECT_FALSE(one.handshake());
    return one.error();
  };
  const std::string old = refusal({.version_min = TLS1_VERSION, .version_max = TLS1_1_VERSION});
  EXPECT_TRUE(old.ends_with("alert protocol version")) << old;
  for (const char* suite : {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-CCM",
                            "AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256", "AECDH-NULL-SHA", "ADH-AES128-SHA256"})
    EXPECT_TRUE(refusal({.version_max = TLS1_2_VERSION, .ciphers = suite}).ends_with("alert handshake failure"))
        << suite;
  for (const char* group : {"P-521", "X448"})
    EXPECT_TRUE(refusal({.groups = group}).ends_with("alert handshake failure")) << group;
  for (const char* group : {"X25519", "P-256", "P-384"}) {
    TlsClient one = client(server, {.groups = group});
    EXPECT_TRUE(one.handshake()) << group;
  }
}

TEST_F(HttpServerTls, NeverCompresses) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server, {.version_max = TLS1_2_VERSION, .offers_compression = true});
  ASSERT_TRUE(one.handshake());
  EXPECT_EQ(SSL_get_current_compression(one.ssl()), nullptr);
}

TEST_F(HttpServerTls, ResumesASessionWithAKeyExchangeOfItsOwnAndNoEarlyData) {
  RunningServer server(handler_, with_tls());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient first = client(server, {.version_min = version, .version_max = version});
    ASSERT_TRUE(first.handshake());
    ASSERT_TRUE(first.ask(kGet));  // The tickets of TLS 1.3 come with the first answer.
    SSL_SESSION* const session = SSL_get1_session(first.ssl());
    first.end_writing();
    EXPECT_EQ(SSL_SESSION_get_max_early_data(session), 0U);
    TlsClient second = client(server, {.version_min = version, .version_max = version, .session = session});
    EXPECT_TRUE(second.handshake());
    EXPECT_EQ(SSL_session_reused(second.ssl()), 1);
    EXPECT_EQ(second.ask(kGet).value_or(Reply{}).status, 200);
    // New certificate, new ticket keys: whoever comes back sees the new one.
    files_.renew();
    ASSERT_TRUE(tls_->reload());
    TlsClient third = client(server, {.version_min = version, .version_max = version, .session = session});
    EXPECT_TRUE(third.handshake());
    EXPECT_EQ(SSL_session_reused(third.ssl()), 0);
    SSL_SESSION_free(session);
  }
}

TEST_F(HttpServerTls, ServesANewCertificateToNewConnectionsOnly) {
  RunningServer server(handler_, with_tls());
  const std::string before = tls_->certificate().sha256;
  TlsClient old = client(server);
  ASSERT_TRUE(old.handshake());
  EXPECT_EQ(old.peer_sha256(), before);
  files_.renew();
  const auto reloaded = tls_->reload();
  ASSERT_TRUE(reloaded) << reloaded.error().message;
  EXPECT_NE(reloaded->sha256, before);
  EXPECT_EQ(old.ask(kGet).value_or(Reply{}).status, 200);
  TlsClient fresh = client(server);
  ASSERT_TRUE(fresh.handshake());
  EXPECT_EQ(fresh.peer_sha256(), reloaded->sha256);
}

TEST_F(HttpServerTls, KeepsTheOldCertificateWhereTheNewOneCannotBeUsed) {
  RunningServer server(handler_, with_tls());
  const std::string before = tls_->certificate().sha256;
  put_file(files_.files().certificate, "nonsense");
  const auto reloaded = tls_->reload();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(tls_->certificate().sha256, before);
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  EXPECT_EQ(one.peer_sha256(), before);
}

TEST_F(HttpServerTls, LosesNoRequestWhileCertificatesChange) {
  RunningServer server(handler_, with_tls());
  std::atomic<int> failed = 0;
  std::atomic<bool> done = false;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back([&] {
      while (!done) {
        TlsClient one = client(server);
        if (!one.handshake()) ++failed;
        for (int turn = 0; turn < 3; ++turn)
          if (one.ask(kGet).value_or(Reply{}).status != 200) ++failed;
      }
    });
  for (int i = 0; i < 10; ++i) {
    files_.renew();
    EXPECT_TRUE(tls_->reload());
  }
  done = true;
  for (auto& one : clients) one.join();
  EXPECT_EQ(failed, 0);
}

TEST_F(HttpServerTls, FinishesRequestsInProgressWhenStopped) {
  std::atomic<bool> handling = false;
  std::atomic<bool> stopped = false;
  handler_.on_handle = [&](const HttpRequest&) {
    handling = true;
    while (!stopped) std::this_thread::yield();
    return HttpResponse{.status = 200, .headers = {}, .body = "done"};
  };
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  one.send(kGet);
  while (!handling) std::this_thread::yield();
  server->stop();
  stopped = true;
  EXPECT_EQ(one.receive().value_or(Reply{}).body, "done");
  EXPECT_TRUE(one.ends_in_good_order());
}

TEST(TlsFilesTest, AreRefusedWithTheReason) {
  TlsTestFiles good;
  const auto refusal = [](const TlsFiles& files) {
    const auto tls = Tls::load(files);
    EXPECT_FALSE(tls);
    return tls ? Error{} : tls.error();
  };
  const fakes::TempDir folder;
  const TlsFiles files = good.files();

  Error error = refusal({folder / "none.pem", files.key});
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_EQ(error.message,
            "The TLS certificate " + (folder / "none.pem") + " cannot be read: No such file or directory.");
  error = refusal({folder.path().string(), files.key});
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_NE(error.message.find("it is no plain file"), std::string::npos) << error.message;

  put_file(folder / "text.pem", "nonsense");
  error = refusal({folder / "text.pem", files.key});
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_NE(error.message.find("holds no certificate in PEM form"), std::string::npos) << error.message;
  error = refusal({files.certificate, folder / "text.pem"});
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_NE(error.message.find("holds no private key in PEM form"), std::string::npos) << error.message;

  put_file(folder / "damaged.pem",
           good.authority_pem() + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  error = refusal({folder / "damaged.pem", files.key});
  EXPECT_NE(error.message.find("damaged certificate, number 2"), std::string::npos) << error.message;

  put_file(folder / "other.pem", must(must(x509::PrivateKey::create()).pem()));
  error = refusal({files.certificate, folder / "other.pem"});
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_NE(error.message.find("does not belong to the certificate"), std::string::npos) << error.message;

  for (const mode_t mode : {0640, 0604, 0622}) {
    ASSERT_EQ(::chmod(files.key.c_str(), mode), 0);
    error = refusal(files);
    EXPECT_EQ(error.code, ErrorCode::kAccessDenied);
    EXPECT_NE(error.message.find("run: chmod 600 " + files.key), std::string::npos) << error.message;
  }
}

TEST(TlsFilesTest, RefuseChainsThatClientsWouldNotTake) {
  TlsTestFiles good;
  const TlsFiles files = good.files();
  std::ifstream in(files.certificate);
  const std::string own{std::istreambuf_iterator<char>(in), {}};
  put_file(files.certificate, own + good.authority_pem());
  EXPECT_TRUE(Tls::load(files));

  std::string chain = own;
  for (std::size_t i = 0; i < limits::kTlsChainMax; ++i) chain += good.authority_pem();
  put_file(files.certificate, chain);
  const auto long_chain = Tls::load(files);
  ASSERT_FALSE(long_chain);
  EXPECT_EQ(long_chain.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(long_chain.error().message.find("holds 11 certificates"), std::string::npos) << long_chain.error().message;

  std::string damaged = own;
  char& of_signature = damaged[damaged.find("\n-----END") - 12];
  of_signature = of_signature == 'A' ? 'B' : 'A';
  put_file(files.certificate, damaged + good.authority_pem());
  const auto unsigned_chain = Tls::load(files);
  ASSERT_FALSE(unsigned_chain);
  EXPECT_NE(unsigned_chain.error().message.find("is not signed by the next one"), std::string::npos)
      << unsigned_chain.error().message;
}

TEST(TlsFilesTest, RefuseACurveThatIsSpeltOut) {
  TlsTestFiles good;
  const auto key = must(x509::PrivateKey::create());
  EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT);
  const auto certificate = must(good.authority().issue(
      key, {{"localhost"}, {}}, {seconds_now() - std::chrono::hours(1), seconds_now() + std::chrono::hours(1)}));
  put_file(good.files().certificate, must(certificate.pem()));
  // What counts is what clients see: the certificate, not the file of the key.
  EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP);
  put_file(good.files().key, must(key.pem()));
  const auto tls = Tls::load(good.files());
  ASSERT_FALSE(tls);
  EXPECT_NE(tls.error().message.find("of a kind that clients do not accept"), std::string::npos) << tls.error().message;
}

TEST(TlsFilesTest, DoNotAskForAPassphrase) {
  TlsTestFiles good;
  const auto key = must(x509::PrivateKey::create());
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  ASSERT_EQ(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), EVP_aes_128_cbc(), "secret", 6, nullptr, nullptr), 1);
  char* text = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio.get(), &text));
  put_file(good.files().key, std::string(text, size));
  const auto tls = Tls::load(good.files());
  ASSERT_FALSE(tls);
  EXPECT_NE(tls.error().message.find("is locked with a passphrase"), std::string::npos) << tls.error().message;
}

TEST(TlsFilesTest, TellWhenTheyAreGood) {
  TlsTestFiles files;
  files.renew(std::chrono::hours(-30), std::chrono::hours(-2));  // What has expired is served all the same.
  const auto tls = Tls::load(files.files());
  ASSERT_TRUE(tls) << tls.error().message;
  const auto now = mien::tls_testing::seconds_now();
  EXPECT_NEAR(((*tls)->certificate().not_after - now).count(), -2 * 3600, 60);
  EXPECT_NEAR(((*tls)->certificate().not_before - now).count(), -30 * 3600, 60);
}

}  // namespace
}  // namespace mien::http_server::testing
