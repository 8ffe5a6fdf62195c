#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "api/auth/key_ring.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::api::rest {

/// Who brings events with the token, in audit events and tasks; no access key has this id.
inline constexpr std::string_view kHookActor = "hook:s3";

/// The secret of servers that can send events but sign nothing, MIEN_HOOK_TOKEN. It lets in to routes of Access::kHook
/// alone, and there as a key with the role enroller does.
class HookToken {
 public:
  /// @param text  none: no token lets anybody in
  /// @errors kInvalidArgument  shorter than kHookTokenBytesMin, longer than kHookTokenBytesMax, or with anything but
  ///   letters, digits and "-._~", which every client can put into an address as they are.
  static Result<HookToken> parse(std::optional<std::string_view> text);

  /// Whether the request carries it, as "?token=" or "Authorization: Bearer", in one place only. Takes the same time
  /// whatever it carries instead.
  bool opens(const HttpHead& head) const;

 private:
  explicit HookToken(std::optional<Secret> secret) : secret_(std::move(secret)) {}
  std::optional<Secret> secret_;
};

}  // namespace mien::api::rest
