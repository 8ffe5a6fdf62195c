#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/x509/certificate.h"
#include "adapters/x509/private_key.h"

namespace mien::x509 {
namespace {

/// Made by `openssl req -x509`, which also said what is expected of it here.
const std::string kKnown = R"(-----BEGIN CERTIFICATE-----
MIIBsDCCAVWgAwIBAgIUJM8B7DmBSPMKAUxLapUTl3ekgD8wCgYIKoZIzj0EAwIw
LTENMAsGA1UECgwETWllbjEcMBoGA1UEAwwTQSBrbm93biBjZXJ0aWZpY2F0ZTAe
Fw0yNjExMjEyMTAxMzdaFw0zNjExMTgyMTAxMzdaMC0xDTALBgNVBAoMBE1pZW4x
HDAaBgNVBAMME0Ega25vd24gY2VydGlmaWNhdGUwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATi/kTOuT4E9Iv2TJfVKzsI7CvcjkvGxzM80uPYRwHLVgWvBSZBq1FI
KuHJrab8KR4uyvWu7aaCXFapAJvy3Q8no1MwUTAdBgNVHQ4EFgQUx7je6RWsrv8I
3dcxHs/ug3h/zHUwHwYDVR0jBBgwFoAUx7je6RWsrv8I3dcxHs/ug3h/zHUwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAng1ulmkMHR7orvrWodXH
DowwRt854ZLkWBeUzDyqbIoCIQCkdVBaFN+YW0f6/l00MlohXgRUjqoBNloUHLZF
jIFzhw==
-----END CERTIFICATE-----
)";

Error refusal(const std::string& pem) {
  const auto read = Certificate::from_pem(pem, "the file");
  EXPECT_FALSE(read);
  return read ? Error{} : read.error();
}

TEST(X509Certificate, IsDescribedAsOpensslAndBrowsersDescribeIt) {
  const auto known = Certificate::from_pem(kKnown, "the file");
  ASSERT_TRUE(known) << known.error().message;
  EXPECT_EQ(known->sha256(),
            "7D:75:69:E7:EF:E0:2D:AC:19:42:8E:31:49:AC:E6:39:03:38:C0:81:AB:EF:3B:20:B1:3A:9E:BB:D2:04:7B:F9");
  EXPECT_EQ(known->common_name(), "A known certificate");
  EXPECT_EQ(known->not_before().time_since_epoch(), std::chrono::seconds(1795294897));
  EXPECT_EQ(known->not_after().time_since_epoch(), std::chrono::seconds(2110654897));
  EXPECT_EQ(known->pem().value_or(""), kKnown);
}

TEST(X509Certificate, IsRefusedWhereItsDatesCannotBeRead) {
  const auto known = Certificate::from_pem(kKnown, "the file");
  ASSERT_TRUE(known);
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(known->get(), &bytes);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  for (const std::string date : {"261121210137Z", "361118210137Z"}) {
    std::string broken = der;
    broken.replace(broken.find(date), date.size(), "26XX21210137Z");
    const auto* at = reinterpret_cast<const unsigned char*>(broken.data());
    std::shared_ptr<X509> certificate(d2i_X509(nullptr, &at, size), &X509_free);
    ASSERT_TRUE(certificate);
    const std::unique_ptr<BIO, decltype(&BIO_free)> pem(BIO_new(BIO_s_mem()), &BIO_free);
    ASSERT_EQ(PEM_write_bio_X509(pem.get(), certificate.get()), 1);
    char* text = nullptr;
    const auto length = static_cast<std::size_t>(BIO_get_mem_data(pem.get(), &text));
    const Error error = refusal(std::string(text, length));
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(error.message, "the file: The certificate has no readable dates.");
  }
}

TEST(X509Certificate, IsRefusedWhereThereIsNoneOrADamagedOne) {
  Error error = refusal("nonsense");
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message, "the file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).");
  EXPECT_EQ(refusal("").message, error.message);
  error = refusal(kKnown.substr(0, kKnown.size() / 2));
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message, "the file holds a damaged certificate, number 1 of the file.");
}

TEST(X509Certificate, IsReadOfAChainInOrderAndWhole) {
  const auto chain = Certificate::chain_from_pem("a comment\n" + kKnown + kKnown, "the file");
  ASSERT_TRUE(chain) << chain.error().message;
  ASSERT_EQ(chain->size(), 2U);
  EXPECT_EQ(chain->front().sha256(), chain->back().sha256());
  const auto damaged = Certificate::chain_from_pem(kKnown + kKnown.substr(0, 300), "the file");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().message, "the file holds a damaged certificate, number 2 of the file.");
  EXPECT_FALSE(Certificate::chain_from_pem("", "the file"));
}

/// OpenSSL's default would be to ask at the terminal, where a service has nobody.
TEST(X509Certificate, NeedsNoPassphraseAndAsksForNone) {
  std::string locked = kKnown;
  locked.insert(locked.find('\n') + 1,
                "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n");
  EXPECT_EQ(refusal(locked).message, "the file holds a damaged certificate, number 1 of the file.");
}

TEST(X509PrivateKey, IsReadOfWhatItWritesAndOfNothingElse) {
  const auto made = PrivateKey::create();
  ASSERT_TRUE(made);
  const auto read = PrivateKey::from_pem(made->pem().value_or(""), "the file");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(EVP_PKEY_eq(made->get(), read->get()), 1);
  for (const std::string& text : {std::string(), std::string("nonsense"), kKnown}) {
    const auto none = PrivateKey::from_pem(text, "the file");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(none.error().message, "the file holds no private key in PEM form (-----BEGIN PRIVATE KEY-----).");
  }
}

}  // namespace
}  // namespace mien::x509
