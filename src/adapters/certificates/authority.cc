#include "adapters/certificates/authority.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/ascii.h"

namespace mien::certificates {
namespace {

using x509::Certificate;
using x509::PrivateKey;

constexpr long kVersion3 = 2;  ///< As X.509 counts.
constexpr int kSerialBits =
    127;  ///< At most 20 bytes and positive, says RFC 5280; random, so that no two are the same.
constexpr std::size_t kCommonNameCharactersMax = 64;

using Names = std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)>;

std::unexpected<Error> not_made() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return fail(ErrorCode::kInternal, "The cryptographic library does not make the certificate.", reason ? reason : "");
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
  return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_dates(X509* certificate, const Validity& validity) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), validity.from.time_since_epoch().count()) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), validity.to.time_since_epoch().count()) != nullptr;
}

bool set_subject(X509* certificate, const std::string& common_name) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto add = [&](const char* field, const std::string& text) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
  };
  return add("O", "Mien") && add("CN", common_name.substr(0, kCommonNameCharactersMax));
}

/// Adds an extension in the words of OpenSSL's configuration files. The values are ours; what others name goes into
/// general_names, where no word has a meaning.
bool add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

/// Takes `value` in any case.
bool push(GENERAL_NAMES* names, int kind, ASN1_STRING* value) {
  GENERAL_NAME* const name = value == nullptr ? nullptr : GENERAL_NAME_new();
  if (name == nullptr) {
    ASN1_STRING_free(value);
    return false;
  }
  GENERAL_NAME_set0_value(name, kind, value);
  if (sk_GENERAL_NAME_push(names, name) > 0) return true;
  GENERAL_NAME_free(name);
  return false;
}

Result<Names> general_names(const ServerNames& wanted) {
  if (wanted.hosts.empty() && wanted.addresses.empty())
    return fail(ErrorCode::kInvalidArgument, "A server certificate needs a name or an address.");
  Names names(GENERAL_NAMES_new(), &GENERAL_NAMES_free);
  if (!names) return not_made();
  for (const std::string& host : wanted.hosts) {
    if (!is_host_name(host)) return fail(ErrorCode::kInvalidArgument, "\"" + host + "\" is no host name.");
    ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
    if (text != nullptr) ASN1_STRING_set(text, host.data(), static_cast<int>(host.size()));
    if (!push(names.get(), GEN_DNS, text)) return not_made();
  }
  for (const std::string& address : wanted.addresses) {
    ASN1_OCTET_STRING* const bytes = a2i_IPADDRESS(address.c_str());
    if (bytes == nullptr) {
      ERR_clear_error();
      return fail(ErrorCode::kInvalidArgument, "\"" + address + "\" is no IPv4 or IPv6 address.");
    }
    if (!push(names.get(), GEN_IPADD, bytes)) return not_made();
  }
  return names;
}

/// Empty where it is of neither kind.
std::string address_text(std::span<const unsigned char> bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_v4 = bytes.size() == sizeof(in_addr);
  if (!is_v4 && bytes.size() != sizeof(in6_addr)) return {};
  ::inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

/// Whether browsers take a name that ends so for an address: 127.1, 0x7f.1.
bool is_number(std::string_view label) {
  if (label.starts_with("0x") || label.starts_with("0X"))
    return std::ranges::all_of(label.substr(2), [](char c) { return hex_value(c) >= 0; });
  return std::ranges::all_of(label, is_digit);
}

std::shared_ptr<X509> begin(const PrivateKey& key, const std::string& common_name, const Validity& validity) {
  std::shared_ptr<X509> certificate(X509_new(), &X509_free);
  const bool begun = certificate && X509_set_version(certificate.get(), kVersion3) == 1 &&
                     set_serial(certificate.get()) && set_dates(certificate.get(), validity) &&
                     set_subject(certificate.get(), common_name) && X509_set_pubkey(certificate.get(), key.get()) == 1;
  if (!begun) certificate.reset();
  return certificate;
}

}  // namespace

ServerNames names_of(const Certificate& certificate) {
  const Names names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  ServerNames out;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {  // -1 without any.
    int kind = 0;
    const auto* const value =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind));
    if (kind != GEN_DNS && kind != GEN_IPADD) continue;
    const std::span bytes(ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value)));
    if (kind == GEN_DNS)
      out.hosts.emplace_back(bytes.begin(), bytes.end());
    else if (std::string address = address_text(bytes); !address.empty())
      out.addresses.push_back(std::move(address));
  }
  return out;
}

bool is_host_name(std::string_view text) {
  constexpr std::size_t kNameMax = 253;
  constexpr std::size_t kLabelMax = 63;
  if (text.empty() || text.size() > kNameMax) return false;
  if (text.starts_with("*.")) text.remove_prefix(2);
  for (;;) {
    const std::string_view label = text.substr(0, text.find('.'));
    if (label.empty() || label.size() > kLabelMax || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; })) return false;
    if (label.size() == text.size()) return !is_number(label);
    text.remove_prefix(label.size() + 1);
  }
}

Result<Authority> Authority::create(const std::string& common_name, const Validity& validity) {
  ERR_clear_error();
  MIEN_TRY(PrivateKey key, PrivateKey::create());
  const std::shared_ptr<X509> made = begin(key, common_name, validity);
  X509* const x = made.get();
  const bool done = x != nullptr && X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
                    add_extension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    add_extension(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add_extension(x, x, NID_subject_key_identifier, "hash") &&
                    X509_sign(x, key.get(), EVP_sha256()) != 0;
  if (!done) return not_made();
  MIEN_TRY(Certificate certificate, Certificate::of(made));
  return Authority(std::move(certificate), std::move(key));
}

Result<Authority> Authority::load(std::string_view certificate_pem, std::string_view key_pem) {
  auto certificate = Certificate::from_pem(certificate_pem, "Its certificate file");
  if (!certificate) return fail(ErrorCode::kIncompatible, certificate.error().message);
  auto key = PrivateKey::from_pem(key_pem, "Its key file");
  if (!key) return fail(ErrorCode::kIncompatible, key.error().message);
  if (!certificate->is_of(*key)) return fail(ErrorCode::kIncompatible, "The key belongs to another certificate.");
  if (!certificate->is_authority())
    return fail(ErrorCode::kIncompatible, "The certificate is not that of an authority.");
  return Authority(*std::move(certificate), *std::move(key));
}

Result<Certificate> Authority::issue(const PrivateKey& key, const ServerNames& names, const Validity& validity) const {
  ERR_clear_error();
  MIEN_TRY(const Names alternative_names, general_names(names));
  X509* const issuer = certificate_.get();
  const std::string common_name = names.hosts.empty() ? std::string("server") : names.hosts.front();
  const std::shared_ptr<X509> made =
      begin(key, common_name, {validity.from, std::min(validity.to, certificate_.not_after())});
  X509* const x = made.get();
  const bool begun = x != nullptr && X509_set_issuer_name(x, X509_get_subject_name(issuer)) == 1 &&
                     add_extension(x, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                     add_extension(x, issuer, NID_key_usage, "critical,digitalSignature") &&
                     add_extension(x, issuer, NID_ext_key_usage, "serverAuth") &&
                     add_extension(x, issuer, NID_subject_key_identifier, "hash") &&
                     add_extension(x, issuer, NID_authority_key_identifier, "keyid:always");
  const bool done = begun &&
                    X509_add1_ext_i2d(x, NID_subject_alt_name, alternative_names.get(), 0, X509V3_ADD_DEFAULT) == 1 &&
                    X509_sign(x, key_.get(), EVP_sha256()) != 0;
  if (!done) return not_made();
  return Certificate::of(made);
}

}  // namespace mien::certificates
