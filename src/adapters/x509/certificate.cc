#include "adapters/x509/certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstddef>
#include <ctime>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "adapters/x509/pem.h"
#include "adapters/x509/private_key.h"

namespace mien::x509 {
namespace {

std::optional<std::chrono::sys_seconds> time_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&broken_down)));
}

std::string printed(std::span<const unsigned char> digest) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char byte : digest) {
    if (!out.empty()) out += ':';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0FU];
  }
  return out;
}

/// The first certificates of the text, at most so many.
Result<std::vector<Certificate>> read(std::string_view pem, const std::string& name, std::size_t certificates_max) {
  const Bio bio = bio_over(pem);
  std::vector<Certificate> out;
  ERR_clear_error();
  while (out.size() < certificates_max) {
    bool is_locked = false;
    std::shared_ptr<X509> next(PEM_read_bio_X509(bio.get(), nullptr, &no_passphrase, &is_locked), &X509_free);
    if (!next) break;
    auto certificate = Certificate::of(std::move(next));
    if (!certificate) return fail(certificate.error().code, name + ": " + certificate.error().message);
    out.push_back(*std::move(certificate));
  }
  const bool came_to_an_end =
      out.size() == certificates_max || ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!came_to_an_end)
    return fail(ErrorCode::kInvalidArgument,
                name + " holds a damaged certificate, number " + std::to_string(out.size() + 1) + " of the file.");
  if (out.empty())
    return fail(ErrorCode::kInvalidArgument, name + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).");
  return out;
}

}  // namespace

Result<Certificate> Certificate::of(std::shared_ptr<x509_st> certificate) {
  Certificate out(std::move(certificate));
  const auto not_before = time_of(X509_get0_notBefore(out.get()));
  const auto not_after = time_of(X509_get0_notAfter(out.get()));
  if (!not_before || !not_after) return fail(ErrorCode::kInvalidArgument, "The certificate has no readable dates.");
  out.not_before_ = *not_before;
  out.not_after_ = *not_after;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(out.get(), EVP_sha256(), digest.data(), &size) != 1)
    return fail(ErrorCode::kInternal, "The cryptographic library computes no fingerprint.");
  out.sha256_ = printed(std::span(digest).first(size));
  return out;
}

Result<Certificate> Certificate::from_pem(std::string_view pem, const std::string& name) {
  MIEN_TRY(std::vector<Certificate> first, read(pem, name, 1));
  return std::move(first.front());
}

Result<std::vector<Certificate>> Certificate::chain_from_pem(std::string_view pem, const std::string& name) {
  return read(pem, name, std::numeric_limits<std::size_t>::max());
}

Result<std::string> Certificate::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  if (!bio || PEM_write_bio_X509(bio.get(), certificate_.get()) != 1)
    return fail(ErrorCode::kInternal, "The cryptographic library does not write a certificate.");
  return text_in(bio.get());
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

bool Certificate::is_authority() const {
  const auto usage = X509_get_key_usage(certificate_.get());
  return X509_check_ca(certificate_.get()) == 1 && (usage & KU_KEY_CERT_SIGN) != 0;
}

bool Certificate::is_of(const PrivateKey& key) const {
  const bool same = X509_check_private_key(certificate_.get(), key.get()) == 1;
  ERR_clear_error();
  return same;
}

bool Certificate::names_as_issuer(const Certificate& authority) const {
  const bool named = X509_check_issued(authority.get(), certificate_.get()) == X509_V_OK;
  ERR_clear_error();
  return named;
}

bool Certificate::is_issued_by(const Certificate& authority) const {
  const bool issued =
      names_as_issuer(authority) && X509_verify(certificate_.get(), X509_get0_pubkey(authority.get())) == 1;
  ERR_clear_error();
  return issued;
}

}  // namespace mien::x509
