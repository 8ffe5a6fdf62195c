#include "app/objects/rules_of_buckets.h"

#include <utility>

namespace mien::app {

Result<void> RulesOfBuckets::load() {
  const std::scoped_lock lock(changes_mutex_);
  MIEN_TRY(const std::vector<Bucket> buckets, store_.list());
  for (const Bucket& bucket : buckets) {
    MIEN_TRY(BucketRules rules, store_.rules(bucket.name));
    set(bucket.name, std::move(rules));
  }
  return {};
}

std::shared_ptr<const BucketRules> RulesOfBuckets::of(std::string_view bucket) const {
  static const auto kNone = std::make_shared<const BucketRules>();
  const std::scoped_lock lock(rules_mutex_);
  const auto found = rules_.find(bucket);
  return found == rules_.end() ? kNone : found->second;
}

Result<void> RulesOfBuckets::change(const BucketName& bucket, const std::function<void(BucketRules&)>& change) {
  const std::scoped_lock lock(changes_mutex_);
  MIEN_TRY(const BucketRules before, store_.rules(bucket));
  BucketRules rules = before;
  change(rules);
  if (rules != before) {
    MIEN_TRY_VOID(store_.set_rules(bucket, rules));
  }
  set(bucket, std::move(rules));
  return {};
}

Result<std::vector<ObjectKey>> RulesOfBuckets::remove(const BucketName& bucket, const AuditEvent& event) {
  const std::scoped_lock lock(changes_mutex_);
  MIEN_TRY(auto blobs, store_.remove(bucket, event));
  set(bucket, {});
  return blobs;
}

void RulesOfBuckets::set(const BucketName& bucket, BucketRules rules) {
  auto kept = rules == BucketRules{} ? nullptr : std::make_shared<const BucketRules>(std::move(rules));
  const std::scoped_lock lock(rules_mutex_);
  if (kept)
    rules_.insert_or_assign(bucket.text(), std::move(kept));
  else
    rules_.erase(bucket.text());
}

}  // namespace mien::app
