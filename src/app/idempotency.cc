#include "app/idempotency.h"

#include <tuple>

#include "core/limits.h"

namespace mien::app {

IdempotencyGate::Ticket::~Ticket() {
  if (gate_ == nullptr) return;
  const std::scoped_lock lock(gate_->mutex_);
  gate_->in_flight_.erase(place_);
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
  const Timestamp now = clock_.now();
  // Before the key is taken: from then on nothing may fail, not even for want of memory, until the ticket has it, or
  // the key would stay taken.
  IdempotencyRecord record{
      .actor = actor, .key = key, .request_sha256 = request_sha256, .response = {}, .created = now};
  // The key is taken before the records are read: a request that ends in between has stored its record by then.
  InFlight::iterator place;
  {
    const std::scoped_lock lock(mutex_);
    bool is_new = false;
    std::tie(place, is_new) = in_flight_.emplace(actor, key);
    if (!is_new)
      return fail(ErrorCode::kIdempotencyInFlight, "A request with the same idempotency key is being processed.");
  }
  Ticket ticket(*this, place, std::move(record));
  MIEN_TRY(std::optional<IdempotencyRecord> before, records_.find(actor, key, now - limits::kIdempotencyLifetime));
  if (!before) return ticket;
  if (before->request_sha256 != request_sha256)
    return fail(ErrorCode::kIdempotencyMismatch, "The idempotency key was used with another request.");
  MIEN_TRY_VOID(feed_.publish(0));
  return *std::move(before);
}

}  // namespace mien::app
