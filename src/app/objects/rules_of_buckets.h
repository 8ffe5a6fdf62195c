#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "ports/buckets.h"

namespace mien::app {

/// The CORS and notification rules of every bucket, held in memory: they are asked for with every request of a page and
/// with every change of an object, inside the store's transaction. Follows the store because every change of rules goes
/// through here. Thread-safe. Borrows the store.
class RulesOfBuckets {
 public:
  explicit RulesOfBuckets(BucketStore& store) : store_(store) {}

  /// Reads all of them, at start. @errors those of BucketStore
  Result<void> load();
  /// Of a bucket that there is not: none. Never null; what is given does not change.
  std::shared_ptr<const BucketRules> of(std::string_view bucket) const;
  /// Reads, changes and writes the rules of one bucket; others who change rules wait.
  /// @errors kBucketNotFound, and those of `change`
  Result<void> change(const BucketName& bucket, const std::function<void(BucketRules&)>& change);
  /// Removes a bucket; its rules go with it. @errors those of BucketStore::remove
  Result<std::vector<ObjectKey>> remove(const BucketName& bucket, const AuditEvent& event);

 private:
  void set(const BucketName& bucket, BucketRules rules);

  BucketStore& store_;
  std::mutex changes_mutex_;  ///< Held over the store's work: what is in memory must be what was written last.
  mutable std::mutex rules_mutex_;
  /// Only buckets that have some. Guarded by rules_mutex_.
  std::map<std::string, std::shared_ptr<const BucketRules>, std::less<>> rules_;
};

}  // namespace mien::app
