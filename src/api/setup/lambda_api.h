#pragma once

#include <string_view>
#include <utility>

#include "api/account.h"
#include "api/auth/key_ring.h"
#include "api/setup/lambda_operations.h"
#include "api/surface.h"
#include "ports/clock.h"

namespace mien::api::setup {

/// Lambda's REST protocol under /2015-03-31/functions, signed for lambda: functions are made, looked at, changed,
/// removed and invoked. Every request is checked in this order: signature, path, role, input. Thread-safe.
class LambdaApi final : public Surface {
 public:
  /// Borrowed: all outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Clock& clock;
  };
  LambdaApi(FunctionUse use, Account account, Ports ports) : use_(use), account_(std::move(account)), ports_(ports) {}

  /// By the path, and the service that its signature claims to be for.
  bool owns(const HttpHead& head) const override;
  std::optional<std::string_view> service_to_sign_for(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  LambdaResult<LambdaReply> answer(const HttpRequest& request) const;

  FunctionUse use_;
  Account account_;
  Ports ports_;
};

}  // namespace mien::api::setup
