#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
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
  /// @errors kInvalidArgument (beyond limits::kReviewMarginMax, kReviewDaysMax), kUnavailable
  Result<void> set_policy(const ReviewPolicy& policy, const std::string& actor);

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
  std::atomic<double> margin_{0};
  std::atomic<std::int64_t> days_{limits::kReviewDaysDefault};
};

}  // namespace mien::app
