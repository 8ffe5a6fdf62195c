#include "adapters/certificates/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "adapters/certificates/private_key.h"

namespace mien::certificates {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  // A date that cannot be read counts as long ago, and so the certificate as expired.
  if (ASN1_TIME_to_tm(time, &broken_down) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&broken_down)));
}

}  // namespace

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::shared_ptr<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  ERR_clear_error();
  if (!certificate) return fail(ErrorCode::kIncompatible, "It holds no certificate in PEM form.");
  return Certificate(std::move(certificate));
}

Result<std::string> Certificate::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  char* text = nullptr;
  if (!bio || PEM_write_bio_X509(bio.get(), certificate_.get()) != 1)
    return fail(ErrorCode::kInternal, "The cryptographic library does not write a certificate.");
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string Certificate::common_name() const {
  const X509_NAME* const subject = X509_get_subject_name(certificate_.get());
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size < 0) return {};
  std::string out(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return out;
}

std::string Certificate::sha256() const {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  MIEN_CHECK(X509_digest(certificate_.get(), EVP_sha256(), digest.data(), &size) == 1);
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    if (i > 0) out += ':';
    out += kDigits[digest[i] >> 4];
    out += kDigits[digest[i] & 0x0FU];
  }
  return out;
}

std::chrono::sys_seconds Certificate::not_before() const { return time_of(X509_get0_notBefore(certificate_.get())); }
std::chrono::sys_seconds Certificate::not_after() const { return time_of(X509_get0_notAfter(certificate_.get())); }

bool Certificate::is_authority() const {
  const auto usage = X509_get_key_usage(certificate_.get());
  return X509_check_ca(certificate_.get()) == 1 && (usage & KU_KEY_CERT_SIGN) != 0;
}

bool Certificate::is_of(const PrivateKey& key) const {
  const bool same = X509_check_private_key(certificate_.get(), key.get()) == 1;
  ERR_clear_error();
  return same;
}

bool Certificate::is_issued_by(const Certificate& authority) const {
  const bool issued = X509_check_issued(authority.get(), certificate_.get()) == X509_V_OK &&
                      X509_verify(certificate_.get(), X509_get0_pubkey(authority.get())) == 1;
  ERR_clear_error();
  return issued;
}

}  // namespace mien::certificates
