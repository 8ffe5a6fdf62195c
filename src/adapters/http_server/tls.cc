#include "adapters/http_server/tls.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http_server/tls_policy.h"
#include "adapters/posix/file_io.h"
#include "adapters/x509/certificate.h"
#include "adapters/x509/private_key.h"
#include "core/limits.h"

namespace mien::http_server {
namespace {

using x509::Certificate;
using x509::PrivateKey;

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
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

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

/// Empty where the key has no such parameter.
std::string parameter(const EVP_PKEY* key, const char* name) {
  std::array<char, 64> text{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, name, text.data(), text.size(), &size) != 1) return {};
  return {text.data(), size};
}

/// Whether clients will take signatures of this certificate's key. The size of RSA keys is judged by the context.
bool is_usable(const Certificate& certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate.get());
  if (key == nullptr) return false;
  if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "ED25519") == 1) return true;
  if (EVP_PKEY_is_a(key, "EC") != 1) return false;
  // A curve that is spelt out, be it a good one, is none that clients must know (RFC 5480, 2.1.1).
  if (parameter(key, OSSL_PKEY_PARAM_EC_ENCODING) != OSSL_PKEY_EC_ENCODING_GROUP) return false;
  const std::string group = parameter(key, OSSL_PKEY_PARAM_GROUP_NAME);
  return group == "prime256v1" || group == "P-256" || group == "secp384r1" || group == "P-384";
}

/// Whether clients can follow it from one to the next, as far as that shows.
Result<void> check_chain(const std::vector<Certificate>& chain, const std::string& file) {
  if (chain.size() > limits::kTlsChainMax)
    return fail(ErrorCode::kInvalidArgument, file + " holds " + std::to_string(chain.size()) +
                                                 " certificates; Mien serves at most " +
                                                 std::to_string(limits::kTlsChainMax) + ".");
  for (std::size_t i = 0; i + 1 < chain.size(); ++i)
    if (chain[i].names_as_issuer(chain[i + 1]) && !chain[i].is_issued_by(chain[i + 1]))
      return fail(
          ErrorCode::kInvalidArgument,
          "Certificate " + std::to_string(i + 1) + " in " + file +
              " is not signed by the next one, which has the name of its authority: one of the two is damaged, or "
              "the next is another authority of that name.");
  return {};
}

Result<void> put_into(SSL_CTX* context, const std::vector<Certificate>& chain, const PrivateKey& key,
                      const TlsFiles& files) {
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
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return refused("The key in " + files.key);
  return {};
}

}  // namespace

Result<Tls::Loaded> Tls::read(const TlsFiles& files) {
  MIEN_TRY(const Text certificate_text, read_text(files.certificate, "TLS certificate", Readers::kAnybody));
  MIEN_TRY(const Text key_text, read_text(files.key, "TLS key", Readers::kOnlyUs));
  MIEN_TRY(const std::vector<Certificate> chain,
           Certificate::chain_from_pem(certificate_text.view(), files.certificate));
  MIEN_TRY_VOID(check_chain(chain, files.certificate));
  MIEN_TRY(const PrivateKey key, PrivateKey::from_pem(key_text.view(), "The TLS key " + files.key));
  const Certificate& own = chain.front();
  if (!own.is_of(key))
    return fail(ErrorCode::kInvalidArgument,
                "The key in " + files.key + " does not belong to the certificate in " + files.certificate + ".");
  if (!is_usable(own))
    return fail(ErrorCode::kInvalidArgument,
                "The key in " + files.key + " is of a kind that clients do not accept; use P-256, P-384 or RSA.");
  MIEN_TRY(std::shared_ptr<SSL_CTX> context, make_tls_context());
  MIEN_TRY_VOID(put_into(context.get(), chain, key, files));
  return Loaded{std::move(context), {own.not_before(), own.not_after(), own.sha256()}};
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
