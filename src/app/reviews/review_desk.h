#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "app/audit_sources.h"
#include "app/people_search.h"
#include "core/face.h"
#include "core/limits.h"
#include "ports/objects.h"
#include "ports/reviews.h"

namespace mien::app {

/// Which verifications somebody shall look at.
struct ReviewPolicy {
  double margin = 0;  ///< Points of similarity on either side of the threshold; 0: none are kept.
  std::int64_t days = limits::kReviewDaysDefault;  ///< How long they are.
  bool operator==(const ReviewPolicy&) const = default;
};

/// Keeps verifications that were near their threshold. Thread-safe.
class ReviewDesk {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    ReviewStore& reviews;
    SettingsStore& settings;
    Objects& objects;
  };
  ReviewDesk(Ports ports, AuditSources sources) : ports_(ports), sources_(sources) {}

  /// Takes the policy from the store; at start. @errors kUnavailable, kIncompatible
  Result<void> load();
  ReviewPolicy policy() const;
  struct Change {
    std::optional<double> margin{};
    std::optional<std::int64_t> days{};
    std::string actor{};
  };
  /// What is not given stays. @return the policy from now on
  /// @errors kInvalidArgument (beyond limits::kReviewMarginMax, kReviewDaysMax), kUnavailable
  Result<ReviewPolicy> change_policy(const Change& change);

  struct Verification {
    EventId event;
    Timestamp at{};
    std::string collection;
    bool matched = false;
    PersonId person;
    float similarity = 0;
    double threshold = 0;
    BoundingBox box{};
    std::span<const std::byte> image;
  };
  /// Keeps it if it is near its threshold. @errors kUnavailable; the verification stands all the same
  Result<void> consider(const Verification& verification);
  /// Forgets what is older than the policy says. @errors kUnavailable
  Result<void> keep_house();

 private:
  Ports ports_;
  AuditSources sources_;
  std::mutex changes_mutex_;  ///< Held over the store's work: what is in memory must be what was written last.
  mutable std::mutex policy_mutex_;
  ReviewPolicy policy_;  ///< Guarded by policy_mutex_.
};

}  // namespace mien::app
