#pragma once

#include "api/s3/s3_api.h"
#include "fakes/memory_tasks.h"
#include "unit/rekognition/world.h"

namespace mien::api::s3 {

/// S3's surface over the fakes of a world, which it borrows.
class SurfaceOver {
 public:
  explicit SurfaceOver(rekognition::World& base);
  ~SurfaceOver();
  SurfaceOver(const SurfaceOver&) = delete;
  SurfaceOver& operator=(const SurfaceOver&) = delete;

 private:
  rekognition::World& base_;

 public:
  /// Everything that a surface of other keys or settings is made of.
  UseCases use() const;

  app::ObjectPolicy policy{};
  app::RulesOfBuckets rules{base_.store.buckets()};
  app::ObjectWriter writer{{base_.objects, base_.triggers, base_.sources}, policy};
  app::CreateBucket create_bucket{base_.store.buckets(), base_.sources};
  app::DeleteBucket delete_bucket{rules, base_.objects, base_.sources};
  app::FindBuckets find_buckets{base_.store.buckets()};
  app::ChangeBucketRules change_rules{rules, base_.triggers};
  app::PutObject put{base_.store.buckets(), base_.store.bucket_objects(), writer};
  app::ListObjects list{base_.store.bucket_objects()};
  app::DeleteObjects remove{base_.store.bucket_objects(), base_.objects, base_.triggers, base_.sources};
  fakes::MemoryTasks tasks;
  app::StoreRights rights{base_.triggers, tasks};
  app::HeldBytes held{};
  app::ReadObject read{base_.store.bucket_objects(), base_.objects, &held};
  app::ObjectStreams streams{1};
  app::MultipartUploads uploads{base_.store.uploads(), writer, held};
  Settings settings{.region = "us-east-1",
                    .account_id = "123456789012",
                    .domain = "localhost",
                    .reserved_names = {"healthz", "openapi.json", "upload"}};
  S3Api api{use(), settings, {base_.keys, base_.clock}};
};

}  // namespace mien::api::s3
