#pragma once

#include "api/s3/context.h"
#include "app/audit_sources.h"
#include "app/intake/store_rights.h"
#include "app/object_triggers.h"
#include "app/objects/buckets.h"
#include "app/objects/delete_objects.h"
#include "app/objects/held_bytes.h"
#include "app/objects/multipart_uploads.h"
#include "app/objects/object_streams.h"
#include "app/objects/object_writer.h"
#include "app/objects/put_object.h"
#include "app/objects/read_object.h"
#include "app/objects/rules_of_buckets.h"
#include "serve/backends.h"

namespace mien::cli {

/// Every use case of buckets and their objects over backends, rules and triggers, which it borrows.
struct ObjectUseCases {
  /// @param its_rules  to be loaded before anything is served
  ObjectUseCases(Backends& b, app::RulesOfBuckets& its_rules, app::ObjectTriggers& its_triggers,
                 const app::ObjectPolicy& policy, const app::AuditSources& sources);
  ObjectUseCases(const ObjectUseCases&) = delete;
  ObjectUseCases& operator=(const ObjectUseCases&) = delete;

  api::s3::UseCases of_s3() const;

  app::ObjectTriggers& triggers;
  app::RulesOfBuckets& rules;
  app::StoreRights rights;
  app::ObjectWriter writer;
  app::CreateBucket create_bucket;
  app::DeleteBucket delete_bucket;
  app::FindBuckets find_buckets;
  app::ChangeBucketRules change_rules;
  app::PutObject put;
  app::HeldBytes held;
  app::ReadObject read;
  app::ObjectStreams streams;
  app::ListObjects list;
  app::DeleteObjects remove;
  app::MultipartUploads uploads;
};

}  // namespace mien::cli
