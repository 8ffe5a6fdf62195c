#include "adapters/http_server/tls.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http_server/tls_policy.h"
#include "adapters/posix/file_io.h"
#include "core/ascii.h"

namespace mien::http_server {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr std::size_t kFileBytesMax = std::size_t{256} * 1024;  ///< A long chain is some 10 KB.
constexpr mode_t kOthers = 0077;

/// A file's text, which is wiped when it goes: it may be a key.
class Text {
 public:
  explicit Text(std::size_t size) : bytes_(size, '\0') {}
  Text(Text&&) = default;
  Text& operator=(Text&&) = default;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  std::vector<char>& bytes() { return bytes_; }
  Bio as_bio() const { return {BIO_new_mem_buf(bytes_.data(), static_cast<int>(bytes_.size())), &BIO_free}; }

 private:
  std::vector<char> bytes_;
};

enum class Readers : std::uint8_t { kAnybody, kOnlyUs };

Result<Text> read_text(const std::string& path, std::string_view what, Readers readers) {
  const auto unreadable = [&](const std::string& why) {
    return fail(ErrorCode::kUnavailable, "The " + std::string(what) + " " + path + " cannot be read: " + why + ".");
  };
  // Without waiting, since somebody may have put a pipe there.
  const posix::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return unreadable(std::strerror(errno));
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unreadable(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return unreadable("it is no plain file");
  if (readers == Readers::kOnlyUs && (status.st_mode & kOthers) != 0)
    return fail(ErrorCode::kAccessDenied,
                "The " + std::string(what) + " " + path + " is open to other users; run: chmod 600 " + path);
  Text text(kFileBytesMax + 1);
  const auto filled = posix::read_up_to(file.get(), std::as_writable_bytes(std::span(text.bytes())));
  if (!filled) return unreadable(std::strerror(errno));
  if (*filled > kFileBytesMax) return unreadable("it is larger than any certificate or key");
  text.bytes().resize(*filled);
  return text;
}

/// The certificates of a file, the server's own first.
Result<std::vector<Certificate>> parse_chain(const Text& text, const std::string& path) {
  const Bio bio = text.as_bio();
  std::vector<Certificate> chain;
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    chain.emplace_back(certificate, &X509_free);
  const bool read_to_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (chain.empty() && read_to_the_end)
    return fail(ErrorCode::kInvalidArgument, path + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).");
  if (!read_to_the_end)
    return fail(ErrorCode::kInvalidArgument,
                path + " holds a damaged certificate, number " + std::to_string(chain.size() + 1) + " of the file.");
  return chain;
}

/// Instead of asking at the terminal, which is the library's default.
int note_passphrase(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

Result<Key> parse_key(const Text& text, const std::string& path) {
  const Bio bio = text.as_bio();
  bool passphrase_wanted = false;
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &note_passphrase, &passphrase_wanted), &EVP_PKEY_free);
  ERR_clear_error();
  if (key) return key;
  if (passphrase_wanted)
    return fail(ErrorCode::kInvalidArgument, "The TLS key " + path +
                                                 " is locked with a passphrase, which a service cannot type; write it "
                                                 "without one: openssl pkey -in " +
                                                 path + " -out FILE");
  return fail(ErrorCode::kInvalidArgument, path + " holds no private key in PEM form (-----BEGIN PRIVATE KEY-----).");
}

/// Whether clients will take a signature of this key. The size of RSA keys is judged by the context.
bool is_usable(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "ED25519") == 1) return true;
  if (EVP_PKEY_is_a(key, "EC") != 1) return false;
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &size) != 1)
    return false;
  const std::string_view group(name.data(), size);
  return group == "prime256v1" || group == "P-256" || group == "secp384r1" || group == "P-384";
}

Result<std::chrono::sys_seconds> time_of(const ASN1_TIME* time, const std::string& path) {
  std::tm broken_down{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1)
    return fail(ErrorCode::kInvalidArgument, "The certificate in " + path + " has no readable dates.");
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&broken_down)));
}

Result<TlsCertificate> describe(X509* certificate, const std::string& path) {
  MIEN_TRY(const auto not_before, time_of(X509_get0_notBefore(certificate), path));
  MIEN_TRY(const auto not_after, time_of(X509_get0_notAfter(certificate), path));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
    return fail(ErrorCode::kInternal, "The TLS library computes no fingerprint.");
  return TlsCertificate{not_before, not_after, hex(std::as_bytes(std::span(digest.data(), size)))};
}

Result<void> put_into(SSL_CTX* context, const std::vector<Certificate>& chain, EVP_PKEY* key, const TlsFiles& files) {
  const auto refused = [&](const std::string& what) {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return fail(ErrorCode::kInvalidArgument,
                what + " cannot be used for TLS: " + (reason ? reason : "unknown reason") + ".");
  };
  ERR_clear_error();
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1)
    return refused("The certificate in " + files.certificate);
  for (const Certificate& further : std::span(chain).subspan(1))
    if (SSL_CTX_add1_chain_cert(context, further.get()) != 1)
      return refused("The certificate chain in " + files.certificate);
  if (SSL_CTX_use_PrivateKey(context, key) != 1) return refused("The key in " + files.key);
  return {};
}

}  // namespace

Result<Tls::Loaded> Tls::read(const TlsFiles& files) {
  MIEN_TRY(const Text certificate_text, read_text(files.certificate, "TLS certificate", Readers::kAnybody));
  MIEN_TRY(const Text key_text, read_text(files.key, "TLS key", Readers::kOnlyUs));
  MIEN_TRY(const std::vector<Certificate> chain, parse_chain(certificate_text, files.certificate));
  MIEN_TRY(const Key key, parse_key(key_text, files.key));
  const bool belongs = X509_check_private_key(chain.front().get(), key.get()) == 1;
  ERR_clear_error();
  if (!belongs)
    return fail(ErrorCode::kInvalidArgument,
                "The key in " + files.key + " does not belong to the certificate in " + files.certificate + ".");
  if (!is_usable(key.get()))
    return fail(ErrorCode::kInvalidArgument,
                "The key in " + files.key + " is of a kind that clients do not accept; use P-256, P-384 or RSA.");
  MIEN_TRY(TlsCertificate certificate, describe(chain.front().get(), files.certificate));
  MIEN_TRY(std::shared_ptr<SSL_CTX> context, make_tls_context());
  MIEN_TRY_VOID(put_into(context.get(), chain, key.get(), files));
  return Loaded{std::move(context), std::move(certificate)};
}

Result<std::shared_ptr<Tls>> Tls::load(TlsFiles files) {
  MIEN_TRY(Loaded loaded, read(files));
  std::shared_ptr<Tls> tls(new Tls(std::move(files)));
  tls->loaded_ = std::move(loaded);
  return tls;
}

Result<TlsCertificate> Tls::reload() {
  MIEN_TRY(Loaded loaded, read(files_));
  TlsCertificate certificate = loaded.certificate;
  const std::scoped_lock lock(mutex_);
  std::swap(loaded_, loaded);
  return certificate;
}

TlsCertificate Tls::certificate() const {
  const std::scoped_lock lock(mutex_);
  return loaded_.certificate;
}

std::shared_ptr<ssl_ctx_st> Tls::context() const {
  const std::scoped_lock lock(mutex_);
  return loaded_.context;
}

}  // namespace mien::http_server
