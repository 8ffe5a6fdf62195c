#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/account.h"
#include "api/auth/key_ring.h"
#include "api/auth/sigv4_verify.h"
#include "api/setup/form.h"
#include "api/setup/iam_operations.h"
#include "api/setup/query_error.h"
#include "api/surface.h"
#include "ports/clock.h"

namespace mien::api::setup {

/// Set-up calls of AWS's query protocol, a form sent to POST / and signed for sts or iam: who the caller is, and roles
/// with their policies. They are kept and given back, and grant nothing. Every request is checked in this order:
/// signature, form, action, role, fields. Thread-safe.
class QueryApi final : public Surface {
 public:
  /// Borrowed: all outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Clock& clock;
  };
  QueryApi(RoleSetup roles, Account account, Ports ports)
      : roles_(roles), account_(std::move(account)), ports_(ports) {}

  /// By the service that its signature claims to be for.
  bool owns(const HttpHead& head) const override;
  /// iam, whose calls need a role: which of the two it is stands in the body.
  std::optional<std::string_view> service_to_sign_for(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  struct Answered {
    std::string_view action;  ///< From a fixed set.
    QueryResult<std::string> result;
  };
  Answered answer(const HttpRequest& request, std::string_view request_id) const;
  QueryResult<std::string> caller_identity(const Principal& caller) const;

  RoleSetup roles_;
  Account account_;
  Ports ports_;
};

}  // namespace mien::api::setup
