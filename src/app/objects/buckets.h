#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/audit_sources.h"
#include "app/object_triggers.h"
#include "app/objects/rules_of_buckets.h"
#include "ports/buckets.h"
#include "ports/objects.h"

namespace mien::app {

/// How an audit line names a bucket; no person's id has a slash.
std::string audit_subject(const BucketName& bucket);

class CreateBucket {
 public:
  CreateBucket(BucketStore& buckets, AuditSources sources) : buckets_(buckets), sources_(sources) {}
  /// Leaves an audit line. @errors kAlreadyExists, kQuotaExceeded
  Result<void> run(const BucketName& name, std::string region, std::string actor) const;

 private:
  BucketStore& buckets_;
  AuditSources sources_;
};

class DeleteBucket {
 public:
  DeleteBucket(RulesOfBuckets& rules, Objects& objects, AuditSources sources)
      : rules_(rules), objects_(objects), sources_(sources) {}
  /// Uploads that are not completed are aborted. Leaves an audit line. @errors kBucketNotFound, kBucketNotEmpty
  Result<void> run(const BucketName& name, std::string actor) const;

 private:
  RulesOfBuckets& rules_;
  Objects& objects_;
  AuditSources sources_;
};

class FindBuckets {
 public:
  explicit FindBuckets(const BucketStore& buckets) : buckets_(buckets) {}
  /// @errors kBucketNotFound
  Result<Bucket> find(const BucketName& name) const { return buckets_.find(name); }
  /// By name.
  Result<std::vector<Bucket>> all() const { return buckets_.list(); }

 private:
  const BucketStore& buckets_;
};

class ChangeBucketRules {
 public:
  ChangeBucketRules(RulesOfBuckets& rules, const ObjectTriggers& triggers) : rules_(rules), triggers_(triggers) {}
  /// None: the configuration goes. @errors kBucketNotFound
  Result<void> set_cors(const BucketName& bucket, std::vector<CorsRule> rules) const;
  /// @errors kBucketNotFound, kInvalidArgument (a function that there is not)
  Result<void> set_notifications(const BucketName& bucket, std::vector<NotificationRule> rules) const;

 private:
  RulesOfBuckets& rules_;
  const ObjectTriggers& triggers_;
};

/// The name of the function that an ARN names: what follows "function:", without a version or alias. Empty where it is
/// no ARN of a function.
std::string_view function_name(std::string_view arn);

}  // namespace mien::app
