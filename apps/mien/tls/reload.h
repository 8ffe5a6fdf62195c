#pragma once

#include <chrono>
#include <cstdint>

#include "adapters/http_server/tls.h"
#include "ports/log.h"

namespace mien::cli {

enum class Validity : std::uint8_t {
  kGood,
  kNotYet,
  kExpired,
  kExpiresSoon,  ///< Within two weeks: time enough for somebody who looks once a week.
};
Validity validity_of(const http_server::TlsCertificate& certificate, std::chrono::sys_seconds now);

/// Warns in the log of a certificate that clients refuse now, or soon will.
void log_validity(Log& log, const http_server::TlsCertificate& certificate, std::chrono::sys_seconds now);

/// What SIGHUP does: certificate and key are read again. `tls` may be null, then there is nothing to do.
void reload_tls(Log& log, http_server::Tls* tls, std::chrono::sys_seconds now);

}  // namespace mien::cli
