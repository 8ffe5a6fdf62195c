#include "serve/object_use_cases.h"

namespace mien::cli {

ObjectUseCases::ObjectUseCases(Backends& b, app::RulesOfBuckets& its_rules, app::ObjectTriggers& its_triggers,
                               const app::ObjectPolicy& policy, const app::AuditSources& sources)
    : triggers(its_triggers),
      rules(its_rules),
      rights(triggers, b.store->tasks()),
      writer({*b.objects, triggers, sources}, policy),
      create_bucket(b.store->buckets(), sources),
      delete_bucket(rules, *b.objects, sources),
      find_buckets(b.store->buckets()),
      change_rules(rules, triggers),
      put(b.store->buckets(), b.store->bucket_objects(), writer),
      read(b.store->bucket_objects(), *b.objects, &held),
      list(b.store->bucket_objects()),
      remove(b.store->bucket_objects(), *b.objects, triggers, sources),
      uploads(b.store->uploads(), writer, held) {}

api::s3::UseCases ObjectUseCases::of_s3() const {
  return {create_bucket, delete_bucket, find_buckets, change_rules, rules,    put,   read,
          streams,       list,          remove,       uploads,      triggers, rights};
}

}  // namespace mien::cli
