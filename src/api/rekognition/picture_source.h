#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "api/rekognition/wire_error.h"
#include "app/object_triggers.h"
#include "app/objects/read_object.h"

namespace mien::api::rekognition {

/// An S3Object structure, validated.
struct NamedObject {
  std::string_view bucket;
  std::string_view name;
  std::string_view version{};  ///< Empty: none is named.
};

/// Reads the pictures of a request that lie in a bucket. Not thread-safe: one request's. Borrows what it is made of.
class PictureSource {
 public:
  PictureSource(const app::ReadObject& objects, const app::ObjectTriggers& triggers, Role role)
      : objects_(objects), triggers_(triggers), role_(role) {}

  /// What it gives lives as long as this object. A caller may have those objects read that they may read themselves,
  /// and those that lie where they may bring pictures.
  /// @errors InvalidS3ObjectException, ImageTooLargeException, AccessDeniedException, and those of ReadObject
  WireResult<std::span<const std::byte>> read(const NamedObject& object);

 private:
  const app::ReadObject& objects_;
  const app::ObjectTriggers& triggers_;
  Role role_;
  std::deque<app::ReadObject::Content> objects_read_;
};

}  // namespace mien::api::rekognition
