#include "app/intake/intake_buckets.h"

#include <vector>

namespace mien::app {
namespace {

std::string rule_id(const Intake& intake) { return "intake:" + intake.name; }

void erase_rule(BucketRules& rules, const std::string& id) {
  std::erase_if(rules.cors, [&](const CorsRule& rule) { return rule.id == id; });
}

}  // namespace

Result<void> IntakeBuckets::prepare(const Intake& intake, const std::string& actor) const {
  if (!intake.source.empty()) return {};
  MIEN_TRY(const BucketName name, BucketName::parse(intake.bucket));
  const auto created = create_.run(name, region_, actor);
  if (!created && created.error().code != ErrorCode::kAlreadyExists) return std::unexpected(created.error());
  return rules_.change(name, [&](BucketRules& rules) {
    erase_rule(rules, rule_id(intake));
    if (intake.cors_origins.empty()) return;
    rules.cors.push_back({.id = rule_id(intake),
                          .origins = intake.cors_origins,
                          .methods = {"GET", "HEAD", "PUT", "POST"},
                          .headers = {"*"},
                          .exposed = {"ETag"},
                          .max_age_s = 600});
  });
}

Result<void> IntakeBuckets::release(const Intake& intake) const {
  if (!intake.source.empty()) return {};
  MIEN_TRY(const BucketName name, BucketName::parse(intake.bucket));
  const auto changed = rules_.change(name, [&](BucketRules& rules) { erase_rule(rules, rule_id(intake)); });
  if (!changed && changed.error().code != ErrorCode::kBucketNotFound) return changed;
  return {};
}

}  // namespace mien::app
