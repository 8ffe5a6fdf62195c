#include "tls/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "adapters/posix/descriptor.h"
#include "adapters/system/private_file.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::cli {
namespace {

using certificates::Authority;
using x509::Certificate;
using x509::PrivateKey;

constexpr mode_t kOthers = 0077;
/// Clocks of a network differ: a certificate that begins now would be refused by whoever is a minute behind.
constexpr std::chrono::hours kBackdated{1};

std::unexpected<Error> unusable(const std::string& path, const std::string& why) {
  return fail(ErrorCode::kUnavailable, path + " " + why + ".");
}

/// Makes the folder, mode 0700, and locks it for as long as the descriptor lives.
Result<posix::Descriptor> open_folder(const std::string& path) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (!std::filesystem::exists(parent, error)) {
    std::filesystem::create_directories(parent.parent_path(), error);
    // It may be the data directory, which is private.
    if (::mkdir(parent.c_str(), 0700) != 0 && errno != EEXIST)
      return unusable(parent.string(), std::string("cannot be made: ") + std::strerror(errno));
  }
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return unusable(path, std::string("cannot be made: ") + std::strerror(errno));
  posix::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.is_open()) return unusable(path, std::string("cannot be opened as a folder: ") + std::strerror(errno));
  struct stat status{};
  if (::fstat(folder.get(), &status) != 0) return unusable(path, std::strerror(errno));
  if (status.st_uid != ::geteuid())
    return fail(ErrorCode::kAccessDenied,
                path + " belongs to another user; run mien tls init as the user who runs mien serve.");
  if ((status.st_mode & kOthers) != 0)
    return fail(ErrorCode::kAccessDenied, path + " is open to other users; run: chmod 700 " + path);
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return unusable(path, "is in use by another mien tls init");
  return folder;
}

enum class Secrecy : std::uint8_t { kPublic, kSecret };

/// nullopt where there is no such file.
Result<std::optional<std::string>> read_own(const std::string& path, Secrecy secrecy) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::nullopt;
    return unusable(path, std::string("cannot be read: ") + std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode) || status.st_nlink > 1)
    return fail(ErrorCode::kAccessDenied, path + " is no plain file of its own.");
  if (status.st_uid != ::geteuid()) return fail(ErrorCode::kAccessDenied, path + " belongs to another user.");
  MIEN_TRY(std::optional<files::Content> content, files::read(path));
  if (!content) return std::nullopt;
  if (secrecy == Secrecy::kSecret && (content->mode & kOthers) != 0)
    return fail(ErrorCode::kAccessDenied, path + " is open to other users; run: chmod 600 " + path);
  return std::move(content->text);
}

Result<Authority> make_authority(const TlsFolder& folder, const TlsInit& wanted) {
  // The day tells two authorities of one machine apart in a list of those that a device trusts.
  MIEN_TRY(Authority authority, Authority::create("Mien authority " + iso_date(wanted.now) + " " + wanted.machine,
                                                  {wanted.now - kBackdated, wanted.now + limits::kAuthorityLifetime}));
  MIEN_TRY(const std::string key, authority.key().pem());
  MIEN_TRY(const std::string certificate, authority.certificate().pem());
  // The key first: what is left of a call that is cut off between the two was never trusted by anybody.
  MIEN_TRY_VOID(files::replace(folder.authority_key(), key));
  MIEN_TRY_VOID(files::replace(folder.authority(), certificate));
  return authority;
}

Result<std::optional<Authority>> load_authority(const TlsFolder& folder, std::chrono::sys_seconds now) {
  MIEN_TRY(const auto certificate, read_own(folder.authority(), Secrecy::kPublic));
  MIEN_TRY(const auto key, read_own(folder.authority_key(), Secrecy::kSecret));
  if (!certificate && !key) return std::nullopt;
  const auto remedy = [&](const std::string& what) {
    return fail(ErrorCode::kIncompatible, folder.path + " " + what +
                                              " Put the missing or intact file back, or move the folder away and run "
                                              "mien tls init again, which makes another authority that every device "
                                              "has to be told to trust.");
  };
  if (!key) return remedy("holds ca.pem without its key, ca-key.pem.");
  if (!certificate) return remedy("holds ca-key.pem without its certificate, ca.pem.");
  auto authority = Authority::load(*certificate, *key);
  if (!authority) return remedy("holds no usable authority (ca.pem, ca-key.pem): " + authority.error().message);
  if (authority->certificate().not_after() <= now) return remedy("holds an authority that has expired (ca.pem).");
  return *std::move(authority);
}

/// Of the certificate that is to be replaced; none where there is none, or none that can be read.
certificates::ServerNames names_until_now(const TlsFolder& folder) {
  const auto pem = read_own(folder.certificate(), Secrecy::kPublic);
  if (!pem || !*pem) return {};
  const auto certificate = Certificate::from_pem(**pem, folder.certificate());
  return certificate ? certificates::names_of(*certificate) : certificates::ServerNames{};
}

/// What is in `old` and not in `now`.
std::vector<std::string> dropped_names(const certificates::ServerNames& old, const certificates::ServerNames& now) {
  std::vector<std::string> out;
  const auto add = [&out](const std::vector<std::string>& before, const std::vector<std::string>& after) {
    for (const std::string& name : before)
      if (std::ranges::none_of(after, [&](const std::string& one) { return equal_ignoring_case(one, name); }))
        out.push_back(name);
  };
  add(old.hosts, now.hosts);
  add(old.addresses, now.addresses);
  return out;
}

struct ServerKey {
  PrivateKey key;
  bool is_new;
};

Result<ServerKey> load_or_make_key(const TlsFolder& folder) {
  MIEN_TRY(const auto text, read_own(folder.key(), Secrecy::kSecret));
  if (text) {
    auto key = PrivateKey::from_pem(*text, "It");
    if (key) return ServerKey{*std::move(key), false};
    return fail(ErrorCode::kIncompatible,
                folder.key() + " is damaged; remove it, and mien tls init makes a new one: " + key.error().message);
  }
  MIEN_TRY(PrivateKey key, PrivateKey::create());
  MIEN_TRY(const std::string pem, key.pem());
  MIEN_TRY_VOID(files::replace(folder.key(), pem));
  return ServerKey{std::move(key), true};
}

}  // namespace

Result<TlsInitDone> tls_init_folder(const TlsInit& wanted) {
  std::error_code error;
  TlsFolder folder{std::filesystem::absolute(wanted.folder, error).lexically_normal().string()};
  if (wanted.folder.empty() || error) return unusable("The folder", "has no usable name");
  if (folder.path.size() > 1 && folder.path.back() == '/') folder.path.pop_back();
  MIEN_TRY(const posix::Descriptor lock, open_folder(folder.path));
  MIEN_TRY(std::optional<Authority> authority, load_authority(folder, wanted.now));
  const bool is_new = !authority;
  if (is_new) {
    // A certificate without an authority is somebody else's.
    MIEN_TRY(const auto foreign, read_own(folder.certificate(), Secrecy::kPublic));
    if (foreign)
      return fail(ErrorCode::kIncompatible,
                  folder.path +
                      " holds cert.pem, but no authority (ca.pem, ca-key.pem) of mien tls init; name another "
                      "folder with --dir.");
    MIEN_TRY(Authority made, make_authority(folder, wanted));
    authority.emplace(std::move(made));
  }
  MIEN_TRY(const ServerKey key, load_or_make_key(folder));
  MIEN_TRY(const Certificate certificate,
           authority->issue(key.key, wanted.names, {wanted.now - kBackdated, wanted.now + wanted.days}));
  MIEN_TRY(const std::string pem, certificate.pem());
  const certificates::ServerNames old = names_until_now(folder);
  MIEN_TRY_VOID(files::replace(folder.certificate(), pem));
  return TlsInitDone{.folder = std::move(folder),
                     .authority = authority->certificate(),
                     .certificate = certificate,
                     .authority_is_new = is_new,
                     .key_is_new = key.is_new,
                     .dropped = dropped_names(old, certificates::names_of(certificate))};
}

}  // namespace mien::cli
