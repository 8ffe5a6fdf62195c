#include "tls/reload.h"

#include <string>
#include <string_view>

#include "core/time.h"

namespace mien::cli {
namespace {

constexpr std::chrono::days kSoon{14};

}  // namespace

Validity validity_of(const http_server::TlsCertificate& certificate, std::chrono::sys_seconds now) {
  if (now < certificate.not_before) return Validity::kNotYet;
  if (now > certificate.not_after) return Validity::kExpired;
  return now + kSoon > certificate.not_after ? Validity::kExpiresSoon : Validity::kGood;
}

void log_validity(Log& log, const http_server::TlsCertificate& certificate, std::chrono::sys_seconds now) {
  const std::string not_before = rfc3339(certificate.not_before);
  const std::string not_after = rfc3339(certificate.not_after);
  switch (validity_of(certificate, now)) {
    case Validity::kNotYet:
      return log.warning("tls_certificate_not_yet_valid", {{"not_before", std::string_view(not_before)}});
    case Validity::kExpired:
      return log.warning("tls_certificate_expired", {{"not_after", std::string_view(not_after)}});
    case Validity::kExpiresSoon:
      return log.warning("tls_certificate_expires_soon", {{"not_after", std::string_view(not_after)}});
    case Validity::kGood:
      return;
  }
}

void reload_tls(Log& log, http_server::Tls* tls, std::chrono::sys_seconds now) {
  if (tls == nullptr) return log.info("reload_ignored", {{"reason", std::string_view("there is no TLS certificate")}});
  const auto certificate = tls->reload();
  if (!certificate)
    return log.error("tls_reload_failed", {{"reason", std::string_view(certificate.error().message)},
                                           {"detail", std::string_view(certificate.error().detail)}});
  const std::string not_after = rfc3339(certificate->not_after);
  log.info("tls_reloaded",
           {{"not_after", std::string_view(not_after)}, {"sha256", std::string_view(certificate->sha256)}});
  log_validity(log, *certificate, now);
}

}  // namespace mien::cli
