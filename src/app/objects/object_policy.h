#pragma once

#include <cstdint>
#include <string>

#include "core/limits.h"

namespace mien::app {

/// What buckets and objects may hold; set by the operator.
struct ObjectPolicy {
  std::uint64_t object_bytes_max = limits::kObjectBytesMax;
  std::uint64_t bucket_bytes_max = limits::kBucketBytesDefault;
  std::uint64_t bucket_objects_max = limits::kBucketObjectsDefault;
};

/// Who asks for a change of a bucket or object.
struct ObjectCaller {
  std::string actor;  ///< Access key id.
  std::string source_address{};
};

}  // namespace mien::app
