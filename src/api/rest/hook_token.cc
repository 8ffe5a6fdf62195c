#include "api/rest/hook_token.h"

#include <algorithm>
#include <string>

#include "api/auth/crypto.h"
#include "api/http/url.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::rest {
namespace {

constexpr std::string_view kScheme = "Bearer ";

bool is_plain(char c) { return is_alphanumeric(c) || std::string_view("-._~").contains(c); }

/// What the request gives for a token; nullopt where it gives none, or several.
std::optional<std::string> given_token(const HttpHead& head) {
  std::optional<std::string> given;
  std::size_t places = 0;
  const auto query = parse_query(head.query());
  if (!query) return std::nullopt;
  for (const auto& [name, value] : *query) {
    if (name != "token") continue;
    given = value;
    ++places;
  }
  for (const HttpHeader& header : head.headers) {
    if (!equal_ignoring_case(header.name, "authorization")) continue;
    if (equal_ignoring_case(header.value.substr(0, kScheme.size()), kScheme))
      given = std::string(trimmed(std::string_view(header.value).substr(kScheme.size())));
    ++places;
  }
  return places == 1 ? given : std::nullopt;
}

}  // namespace

Result<HookToken> HookToken::parse(std::optional<std::string_view> text) {
  if (!text) return HookToken(std::nullopt);
  if (text->size() < limits::kHookTokenBytesMin || text->size() > limits::kHookTokenBytesMax ||
      !std::ranges::all_of(*text, &is_plain))
    return fail(ErrorCode::kInvalidArgument,
                "The token for events must be " + std::to_string(limits::kHookTokenBytesMin) + " to " +
                    std::to_string(limits::kHookTokenBytesMax) + " letters, digits, '-', '.', '_' and '~'");
  return HookToken(Secret(std::string(*text)));
}

bool HookToken::opens(const HttpHead& head) const {
  const std::optional<std::string> given = given_token(head);
  if (!secret_ || !given) return false;
  return equal_in_constant_time(secret_->reveal(), *given);
}

}  // namespace mien::api::rest
