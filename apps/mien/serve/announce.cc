#include "serve/announce.h"

#include <cstdio>
#include <string_view>

#include "core/limits.h"
#include "loopback.h"

namespace mien::cli {

void announce_root_key(const RootKeys& keys, const std::string& file) {
  if (keys.origin == RootKeys::Origin::kCreated)
    std::printf(
        "mien: created the root access key and stored it in %s:\n  MIEN_ACCESS_KEY_ID=%s\n  "
        "MIEN_SECRET_ACCESS_KEY=%s\n",
        file.c_str(), keys.access_key_id.c_str(), keys.secret.c_str());
  else if (keys.origin == RootKeys::Origin::kFile)
    std::printf("mien: the root access key is %s; its secret is in %s\n", keys.access_key_id.c_str(), file.c_str());
  std::fflush(stdout);
}

void announce_listening(const http_server::HttpServer& server, const http_server::Tls* tls, Log& log) {
  const bool six = server.address().find(':') != std::string::npos;
  std::printf("mien: listening on %s://%s%s%s:%u\n", tls == nullptr ? "http" : "https", six ? "[" : "",
              server.address().c_str(), six ? "]" : "", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  if (tls != nullptr || is_loopback(server.address())) return;
  log.warning("listening_without_tls", {{"address", std::string_view(server.address())}});
  std::fprintf(stderr,
               "mien: warning: this is plain http on a network: keys, names and pictures of faces travel in the clear. "
               "mien tls init makes certificates; --tls-cert and --tls-key use them.\n");
}

void announce_console(const std::string& base_url, const std::optional<std::string>& first_start_token) {
  if (first_start_token)
    std::printf("mien: open the console with this link, which is good once, for %lld hours:\n  %s/ui/welcome#%s\n",
                static_cast<long long>(limits::kSignInLinkLifetime.count()), base_url.c_str(),
                first_start_token->c_str());
  else
    std::printf("mien: the console is at %s/ui/\n", base_url.c_str());
  std::fflush(stdout);
}

}  // namespace mien::cli
