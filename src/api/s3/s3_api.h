#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/auth/key_ring.h"
#include "api/s3/context.h"
#include "api/s3/operations.h"
#include "api/surface.h"
#include "ports/clock.h"

namespace mien::api::s3 {

/// S3's REST protocol, as far as docs/api/s3.md says. Owns every request that no other surface does: a stranger who
/// guesses at paths learns no more than AccessDenied. Every request is checked in this order: target, operation,
/// signature, role, size of the body; then, with the body, its hash or chunks, and the operation. Thread-safe.
class S3Api final : public Surface {
 public:
  /// Borrowed: both outlive this object.
  struct Ports {
    const KeyRing& keys;
    const Clock& clock;
  };
  S3Api(UseCases use, Settings settings, Ports ports) : use_(use), settings_(std::move(settings)), ports_(ports) {}

  /// Whether a request is signed as S3's clients do: in a header or in the query, version 4 or 2.
  static bool is_signed(const HttpHead& head);

  /// All but an unsigned "/" of no bucket's host, and POST there.
  bool owns(const HttpHead& head) const override;
  std::expected<Admitted, Served> admit(const HttpHead& head, std::string_view request_id) const override;
  Served handle(const HttpRequest& request, std::string_view request_id) const override;
  Served refuse(const HttpHead& head, int status, std::string_view reason, std::string_view request_id) const override;

 private:
  /// What the head alone says.
  struct Aim {
    Target target;
    FoundOperation operation;
  };
  S3Reply<Aim> aim_of(const HttpHead& head) const;
  /// By the head, once more when the body is there. @errors those of verify_s3, AccessDenied (role)
  S3Reply<S3Caller> check_caller(const HttpHead& head, const Aim& aim) const;
  S3Reply<Admitted> judge(const HttpHead& head, const Aim& aim) const;
  std::size_t body_bytes_max(const Aim& aim) const;
  Reply answer(const HttpRequest& request, const Aim& aim) const;
  Reply answer_signed(const HttpRequest& request, const Aim& aim) const;

  /// Adds what every answer has.
  Served finish(const HttpHead& head, const S3Reply<Aim>& aim, Reply reply, std::string_view request_id) const;

  UseCases use_;
  Settings settings_;
  Ports ports_;
};

}  // namespace mien::api::s3
