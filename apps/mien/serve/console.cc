#include "serve/console.h"

#include <chrono>

#include "api/auth/basic_auth.h"
#include "core/limits.h"

namespace mien::cli {
namespace {

/// Behind a proxy that ends TLS the service itself speaks http.
api::SessionCookie::Scheme scheme_of(const ServeConfig& config) {
  const bool is_https = !config.tls_cert.empty() || config.public_url.starts_with("https://");
  return is_https ? api::SessionCookie::Scheme::kHttps : api::SessionCookie::Scheme::kHttp;
}

auto is_key_of(const api::KeyRing& ring) {
  return [&ring](std::string_view id, std::string_view secret) {
    return api::find_with_secret(ring, id, secret).has_value();
  };
}

}  // namespace

Console::Console(Backends& b, AccessKeys& access, const ServeConfig& config)
    : backends_(b),
      throttle_(b.clock),
      turns_({.at_once = limits::kPasswordChecksAtOnce, .waiting_max = limits::kPasswordChecksWaitingMax}),
      known_turns_(
          {.at_once = limits::kKnownPasswordChecksAtOnce, .waiting_max = limits::kKnownPasswordChecksWaitingMax}),
      sessions_({b.store->sessions(), tokens_, b.ids, b.clock,
                 [&ring = access.ring()](std::string_view id) { return ring.find(id).has_value(); }},
                std::chrono::minutes(config.idle_lock_minutes)),
      ports_{access.ports(), b.store->operators(), b.store->sign_in_links(), hasher_, known_turns_, sessions_, b.ids},
      check_({b.store->operators(), hasher_, throttle_, turns_, is_key_of(access.ring())}),
      check_known_({b.store->operators(), hasher_, throttle_, known_turns_, is_key_of(access.ring())}),
      sign_in_(check_, sessions_, b.store->audit(), {b.clock, b.ids}),
      sign_out_(access.revoke(), sessions_),
      become_kiosk_(access.create(), access.revoke(), sessions_, b.clock),
      create_(ports_, {b.clock, b.ids}),
      list_(b.store->operators()),
      remove_(ports_, {b.clock, b.ids}),
      issue_link_(ports_, {b.clock, b.ids}),
      redeem_link_(ports_, {b.clock, b.ids}),
      change_password_(ports_, {b.clock, b.ids}),
      gate_(sessions_, access.ring(), api::SessionCookie(scheme_of(config))) {}

Result<std::unique_ptr<Console>> Console::open(Backends& backends, AccessKeys& access, const ServeConfig& config) {
  auto console = std::unique_ptr<Console>(new Console(backends, access, config));
  MIEN_TRY_VOID(console->sessions_.load());
  return console;
}

Result<std::optional<std::string>> Console::first_start_token() const {
  MIEN_TRY(const Page<Operator> operators, list_.run({.after = "", .limit = 1}));
  if (!operators.items.empty()) return std::nullopt;
  MIEN_TRY(app::IssuedLink link, issue_link_.run(std::nullopt, ""));
  return std::move(link.token);
}

api::rest::SessionRoutes::Parts Console::of_sessions() {
  return {gate_,        sessions_,        check_known_,
          sign_in_,     sign_out_,        become_kiosk_,
          redeem_link_, change_password_, backends_.store->operators()};
}

api::rest::OperatorRoutes::UseCases Console::of_operators() const { return {create_, list_, remove_, issue_link_}; }

}  // namespace mien::cli
