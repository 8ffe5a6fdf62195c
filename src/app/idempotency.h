#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "app/index_feed.h"
#include "ports/clock.h"
#include "ports/store.h"

namespace mien::app {

/// Lets a request with an Idempotency-Key happen once: a repetition gets the stored answer, another request under the
/// same key is refused, and so is one that comes while the first is still at work. What a repetition is told is
/// searchable, though the first may have ended as stored only. Keys of different callers do not meet. Thread-safe.
class IdempotencyGate {
 public:
  IdempotencyGate(const IdempotencyRecords& records, IndexFeed& feed, const Clock& clock)
      : records_(records), feed_(feed), clock_(clock) {}

  /// Keys of requests at work, each with its caller's.
  using InFlight = std::set<std::pair<std::string, std::string>>;

  /// The right to perform the request; ends when it goes out of scope.
  class Ticket {
   public:
    Ticket(IdempotencyGate& gate, InFlight::iterator place, IdempotencyRecord record) noexcept
        : gate_(&gate), place_(place), record_(std::move(record)) {}
    Ticket(Ticket&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), place_(other.place_), record_(std::move(other.record_)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();
    /// The record to store in the transaction of the request itself, with the answer that its caller will get.
    IdempotencyRecord record(std::string response) const;

   private:
    IdempotencyGate* gate_;
    InFlight::iterator place_;  ///< So that giving it back needs no memory.
    IdempotencyRecord record_;
  };

  /// A ticket, or the record of the request that went before.
  /// @errors kIdempotencyMismatch, kIdempotencyInFlight, kInvalidArgument (empty or too long a key), kUnavailable,
  ///         kStoredNotSearchable (it went before, and the index still cannot follow)
  Result<std::variant<Ticket, IdempotencyRecord>> enter(const std::string& actor, const std::string& key,
                                                        const Sha256& request_sha256);

 private:
  const IdempotencyRecords& records_;
  IndexFeed& feed_;
  const Clock& clock_;
  std::mutex mutex_;
  InFlight in_flight_;  ///< Guarded by mutex_.
};

}  // namespace mien::app
