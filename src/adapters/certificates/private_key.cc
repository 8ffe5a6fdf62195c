#include "adapters/certificates/private_key.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace mien::certificates {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

/// Instead of asking for a passphrase at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

Result<PrivateKey> PrivateKey::create() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  if (!key) return fail(ErrorCode::kInternal, "The cryptographic library makes no key.");
  return PrivateKey(std::move(key));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, nullptr), &EVP_PKEY_free);
  ERR_clear_error();
  if (!key) return fail(ErrorCode::kIncompatible, "It holds no unlocked private key in PEM form.");
  return PrivateKey(std::move(key));
}

Result<std::string> PrivateKey::pem() const {
  const Bio bio(BIO_new(BIO_s_secmem()), &BIO_free);
  char* text = nullptr;
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return fail(ErrorCode::kInternal, "The cryptographic library does not write a key.");
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

}  // namespace mien::certificates
