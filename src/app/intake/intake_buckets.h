#pragma once

#include <string>
#include <utility>

#include "app/intake/intake.h"
#include "app/objects/buckets.h"
#include "app/objects/rules_of_buckets.h"

namespace mien::app {

/// The buckets that intakes take pictures from, and the CORS rule that each intake has there. Those of other servers
/// are theirs. Thread-safe. All borrowed.
class IntakeBuckets {
 public:
  IntakeBuckets(const CreateBucket& create, RulesOfBuckets& rules, std::string region)
      : create_(create), rules_(rules), region_(std::move(region)) {}

  /// Makes the bucket where it is missing, and sets the intake's rule, beside those that others made.
  /// @errors kInvalidArgument (the name), kQuotaExceeded, kUnavailable
  Result<void> prepare(const Intake& intake, const std::string& actor) const;
  /// Takes the intake's rule away; the bucket and what is in it stay. @errors kUnavailable
  Result<void> release(const Intake& intake) const;

 private:
  const CreateBucket& create_;
  RulesOfBuckets& rules_;
  std::string region_;
};

}  // namespace mien::app
