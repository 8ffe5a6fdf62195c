#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <set>
#include <string>

#include "support/tls_files.h"

namespace mien::certificates {
namespace {

using mien::tls_testing::must;
using mien::tls_testing::seconds_now;
using x509::Certificate;
using x509::PrivateKey;

/// The verifier reads a coarser clock, which can still be in the second before.
Validity for_days(int days) { return {seconds_now() - std::chrono::hours(1), seconds_now() + std::chrono::days(days)}; }
Validity a_day() { return for_days(1); }
Authority authority(const std::string& name = "Test authority") {
  return must(Authority::create(name, for_days(3652)));
}

/// What an X.509 verifier that is not ours says of a server certificate.
int verify(const Certificate& certificate, const Certificate& trusted, const char* host) {
  X509_STORE* const store = X509_STORE_new();
  X509_STORE_add_cert(store, trusted.get());
  X509_STORE_CTX* const context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, certificate.get(), nullptr);
  X509_VERIFY_PARAM* const wanted = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
  const bool is_address = std::string(host).find_first_not_of("0123456789.:abcdef") == std::string::npos;
  if (is_address)
    X509_VERIFY_PARAM_set1_ip_asc(wanted, host);
  else
    X509_VERIFY_PARAM_set1_host(wanted, host, 0);
  X509_verify_cert(context);
  const int verdict = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return verdict;
}

TEST(CertificateAuthority, SignsForServersThatItNames) {
  const Authority ours = authority();
  const PrivateKey key = must(PrivateKey::create());
  const Certificate server =
      must(ours.issue(key, {{"localhost", "box.local", "*.example.lan"}, {"127.0.0.1", "::1", "192.0.2.7"}}, a_day()));
  for (const char* name : {"localhost", "box.local", "any.example.lan", "127.0.0.1", "::1", "192.0.2.7"})
    EXPECT_EQ(verify(server, ours.certificate(), name), X509_V_OK) << name;
  EXPECT_EQ(verify(server, ours.certificate(), "other.local"), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verify(server, ours.certificate(), "192.0.2.8"), X509_V_ERR_IP_ADDRESS_MISMATCH);
  EXPECT_NE(verify(server, authority().certificate(), "localhost"), X509_V_OK);
  EXPECT_TRUE(server.is_issued_by(ours.certificate()));
  EXPECT_FALSE(server.is_issued_by(authority().certificate()));
  EXPECT_TRUE(server.is_of(key));
  EXPECT_FALSE(server.is_of(ours.key()));
}

TEST(CertificateAuthority, IsOneAndItsServersAreNone) {
  const Authority ours = authority();
  const PrivateKey key = must(PrivateKey::create());
  const Certificate server = must(ours.issue(key, {{"localhost"}, {}}, a_day()));
  EXPECT_TRUE(ours.certificate().is_authority());
  EXPECT_FALSE(server.is_authority());
  EXPECT_EQ(X509_get_pathlen(ours.certificate().get()), 0);
  EXPECT_EQ(X509_get_key_usage(ours.certificate().get()), static_cast<unsigned>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  EXPECT_EQ(X509_get_key_usage(server.get()), static_cast<unsigned>(KU_DIGITAL_SIGNATURE));
  EXPECT_EQ(X509_get_extended_key_usage(server.get()), static_cast<unsigned>(XKU_SSL_SERVER));
  EXPECT_EQ(ours.certificate().common_name(), "Test authority");
}

TEST(CertificateAuthority, NeverUsesASerialNumberTwice) {
  const Authority ours = authority();
  const PrivateKey key = must(PrivateKey::create());
  std::set<std::string> prints;
  for (int i = 0; i < 5; ++i) prints.insert(must(ours.issue(key, {{"localhost"}, {}}, a_day())).sha256());
  EXPECT_EQ(prints.size(), 5U);
  EXPECT_EQ(prints.begin()->size(), 32U * 3 - 1);
}

TEST(CertificateAuthority, IsReadAgainFromWhatItWrites) {
  const Authority made = authority();
  const Authority read = must(Authority::load(must(made.certificate().pem()), must(made.key().pem())));
  EXPECT_EQ(read.certificate().sha256(), made.certificate().sha256());
  const PrivateKey key = must(PrivateKey::create());
  EXPECT_TRUE(must(read.issue(key, {{"localhost"}, {}}, a_day())).is_issued_by(made.certificate()));
}

TEST(CertificateAuthority, IsNotReadFromWhatIsNone) {
  const Authority made = authority();
  const PrivateKey key = must(PrivateKey::create());
  const std::string pem = must(made.certificate().pem());
  for (const auto& [certificate, secret] :
       {std::pair{std::string("nonsense"), must(made.key().pem())}, std::pair{pem, std::string("nonsense")},
        std::pair{pem, must(key.pem())},
        std::pair{must(must(made.issue(key, {{"localhost"}, {}}, a_day())).pem()), must(key.pem())}}) {
    const auto read = Authority::load(certificate, secret);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kIncompatible);
  }
}

TEST(CertificateAuthority, SignsForNothingBeyondItsOwnEnd) {
  const Authority shortlived = must(Authority::create("Short", for_days(3)));
  const Certificate server = must(shortlived.issue(must(PrivateKey::create()), {{"localhost"}, {}}, for_days(9)));
  EXPECT_EQ(server.not_after(), shortlived.certificate().not_after());
}

TEST(CertificateAuthority, RefusesNamesThatAreNone) {
  const Authority ours = authority();
  const PrivateKey key = must(PrivateKey::create());
  for (const ServerNames& names :
       {ServerNames{}, ServerNames{{"no name"}, {}}, ServerNames{{"a,DNS:evil.example"}, {}}, ServerNames{{""}, {}},
        ServerNames{{"a..b"}, {}}, ServerNames{{"-a"}, {}}, ServerNames{{"a*.b"}, {}}, ServerNames{{"*."}, {}},
        ServerNames{{"*"}, {}}, ServerNames{{"127.1"}, {}}, ServerNames{{"0x7f.0X1"}, {}},
        ServerNames{{std::string(64, 'a')}, {}}, ServerNames{{}, {"1.2.3"}}, ServerNames{{}, {"::g"}}}) {
    const auto issued = ours.issue(key, names, a_day());
    ASSERT_FALSE(issued);
    EXPECT_EQ(issued.error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace mien::certificates
