#include "app/objects/buckets.h"

#include <utility>

#include "app/object_sweep.h"

namespace mien::app {

std::string audit_subject(const BucketName& bucket) { return "bucket/" + bucket.text(); }

Result<void> CreateBucket::run(const BucketName& name, std::string region, std::string actor) const {
  return buckets_.create({.name = name, .region = std::move(region), .created = sources_.clock.now()},
                         sources_.event(std::move(actor), "CreateBucket", "", audit_subject(name), "ok"));
}

Result<void> DeleteBucket::run(const BucketName& name, std::string actor) const {
  MIEN_TRY(const auto blobs,
           rules_.remove(name, sources_.event(std::move(actor), "DeleteBucket", "", audit_subject(name), "ok")));
  remove_objects(objects_, blobs);
  return {};
}

Result<void> ChangeBucketRules::set_cors(const BucketName& bucket, std::vector<CorsRule> rules) const {
  return rules_.change(bucket, [&](BucketRules& stored) { stored.cors = std::move(rules); });
}

Result<void> ChangeBucketRules::set_notifications(const BucketName& bucket, std::vector<NotificationRule> rules) const {
  for (const NotificationRule& rule : rules) {
    const std::string_view name = function_name(rule.function_arn);
    if (name.empty() || !triggers_.knows_function(name))
      return fail(ErrorCode::kInvalidArgument, "Unable to validate the following destination configurations");
  }
  return rules_.change(bucket, [&](BucketRules& stored) { stored.notifications = std::move(rules); });
}

std::string_view function_name(std::string_view arn) {
  // arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:VERSION]
  constexpr std::string_view kMark = ":function:";
  const auto mark = arn.find(kMark);
  if (!arn.starts_with("arn:") || arn.find(":lambda:") == std::string_view::npos || mark == std::string_view::npos)
    return {};
  const std::string_view name = arn.substr(mark + kMark.size());
  return name.substr(0, name.find(':'));
}

}  // namespace mien::app
