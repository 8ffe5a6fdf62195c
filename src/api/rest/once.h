#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/rest/problem.h"
#include "app/idempotency.h"
#include "ports/http.h"
#include "ports/ids.h"

namespace mien::api::rest {

/// Fingerprint of what a request asks for, not of its bytes: a client that sends a form again picks another boundary.
class RequestDigest {
 public:
  RequestDigest(const Ids& ids, std::string_view operation) : ids_(ids) { add(operation); }
  /// Parts are told apart, so that moving text from one to the next changes the result.
  void add(std::optional<std::string_view> part);
  Sha256 finish() const;

 private:
  const Ids& ids_;
  std::string digests_;
};

/// What the Idempotency-Key of a request leads to: nothing (no key), a ticket to perform it, or the earlier answer.
struct Once {
  std::optional<app::IdempotencyGate::Ticket> ticket{};
  std::optional<IdempotencyRecord> before{};
};

Answer<Once> enter_once(app::IdempotencyGate& gate, const HttpHead& head, const std::string& actor,
                        const RequestDigest& digest);

/// The earlier answer again, with the status that the operation gives, marked as such.
HttpResponse replay(int status, const IdempotencyRecord& record);

}  // namespace mien::api::rest
