#include "unit/s3/surface.h"

namespace mien::api::s3 {

SurfaceOver::SurfaceOver(rekognition::World& base) : base_(base) {}

SurfaceOver::~SurfaceOver() = default;

UseCases SurfaceOver::use() const {
  return {create_bucket, delete_bucket, find_buckets, change_rules, rules,          put,   read,
          streams,       list,          remove,       uploads,      base_.triggers, rights};
}

}  // namespace mien::api::s3
