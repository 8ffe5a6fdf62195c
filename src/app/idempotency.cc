#include "app/idempotency.h"

#include "core/limits.h"

namespace mien::app {

IdempotencyGate::Ticket::~Ticket() {
  if (gate_ == nullptr) return;
  const std::scoped_lock lock(gate_->mutex_);
  gate_->in_flight_.erase({record_.actor, record_.key});
}

IdempotencyRecord IdempotencyGate::Ticket::record(std::string response) const {
  IdempotencyRecord record = record_;
  record.response = std::move(response);
  return record;
}

Result<std::variant<IdempotencyGate::Ticket, IdempotencyRecord>> IdempotencyGate::enter(const std::string& actor,
                                                                                        const std::string& key,
                                                                                        const Sha256& request_sha256) {
  if (key.empty() || key.size() > limits::kIdempotencyKeyBytesMax)
    return fail(ErrorCode::kInvalidArgument,
                "An idempotency key must have 1 to " + std::to_string(limits::kIdempotencyKeyBytesMax) + " bytes.");
  // The key is taken before the records are read: a request that ends in between has stored its record by then.
  {
    const std::scoped_lock lock(mutex_);
    if (!in_flight_.emplace(actor, key).second)
      return fail(ErrorCode::kIdempotencyInFlight, "A request with the same idempotency key is being processed.");
  }
  const Timestamp now = clock_.now();
  Ticket ticket(*this, {.actor = actor, .key = key, .request_sha256 = request_sha256, .response = {}, .created = now});
  MIEN_TRY(std::optional<IdempotencyRecord> before, records_.find(actor, key, now - limits::kIdempotencyLifetime));
  if (!before) return ticket;
  if (before->request_sha256 != request_sha256)
    return fail(ErrorCode::kIdempotencyMismatch, "The idempotency key was used with another request.");
  MIEN_TRY_VOID(feed_.publish(0));
  return *std::move(before);
}

}  // namespace mien::app
