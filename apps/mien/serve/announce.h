#pragma once

#include <optional>
#include <string>

#include "adapters/http_server/http_server.h"
#include "adapters/http_server/tls.h"
#include "adapters/system/root_keys.h"
#include "ports/log.h"

namespace mien::cli {

/// Tells on standard output whose key opens everything; the secret only where this start has made it. Comes before
/// anything else can go wrong, because a later start does not show it again.
/// @param file  where the keys are kept.
void announce_root_key(const RootKeys& keys, const std::string& file);

/// Tells on standard output where the server listens, and warns of plain HTTP on a network. `tls` is null for that.
void announce_listening(const http_server::HttpServer& server, const http_server::Tls* tls, Log& log);

/// Tells on standard output where the console is, and while nobody can sign in there, the link with which the first
/// operator can.
void announce_console(const std::string& base_url, const std::optional<std::string>& first_start_token);

}  // namespace mien::cli
