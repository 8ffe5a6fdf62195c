#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/auth/key_ring.h"
#include "api/auth/sigv4_verify.h"
#include "api/dynamodb/operations.h"
#include "api/surface.h"
#include "app/turns.h"
#include "ports/clock.h"
#include "ports/http.h"

namespace mien::api::dynamodb {

/// DynamoDB's JSON 1.0 protocol: POST / with X-Amz-Target: DynamoDB_20120810.OPERATION. Every request is checked in
/// this order: signature, content type, operation, role, whether there is a turn for it, JSON, input. Thread-safe.
class DynamoDbApi final : public Surface {
 public:
  /// Borrowed: all outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Clock& clock;
    app::Turns& turns;  ///< Items and answers of many megabytes are in memory while a request is worked on.
  };
  DynamoDbApi(UseCases use, Account account, Ports ports) : use_(use), account_(std::move(account)), ports_(ports) {}

  /// By the request's target.
  bool owns(const HttpHead& head) const override;
  std::optional<std::string_view> service_to_sign_for(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  WireResult<sigv4::HeadVerdict::Proven> check_caller(const HttpHead& head) const;
  Reply answer(const HttpRequest& request) const;

  UseCases use_;
  Account account_;
  Ports ports_;
};

}  // namespace mien::api::dynamodb
