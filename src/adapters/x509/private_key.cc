#include "adapters/x509/private_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "adapters/x509/pem.h"

namespace mien::x509 {

Result<PrivateKey> PrivateKey::create() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  if (!key) return fail(ErrorCode::kInternal, "The cryptographic library makes no key.");
  return PrivateKey(std::move(key));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, const std::string& name) {
  const Bio bio = bio_over(pem);
  bool is_locked = false;
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, &is_locked),
                                &EVP_PKEY_free);
  ERR_clear_error();
  if (key) return PrivateKey(std::move(key));
  if (is_locked)
    return fail(ErrorCode::kInvalidArgument, name +
                                                 " is locked with a passphrase, which a service cannot type; write it "
                                                 "without one: openssl pkey -in FILE -out NEW_FILE");
  return fail(ErrorCode::kInvalidArgument, name + " holds no private key in PEM form (-----BEGIN PRIVATE KEY-----).");
}

Result<std::string> PrivateKey::pem() const {
  const Bio bio(BIO_new(BIO_s_secmem()), &BIO_free);
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return fail(ErrorCode::kInternal, "The cryptographic library does not write a key.");
  return text_in(bio.get());
}

}  // namespace mien::x509
