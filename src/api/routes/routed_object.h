#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "app/objects/put_object.h"
#include "core/result.h"
#include "core/text_map.h"

namespace mien::api::routes {

/// A picture that came through a route, on its way into a bucket.
struct RoutedObject {
  std::string bucket;
  std::string key;
  std::span<const std::byte> bytes;  ///< Valid for the call only.
  std::string content_type{};
  TextMap metadata{};  ///< Any text; kept percent-encoded where S3's headers could not carry it.
  std::string actor;   ///< Access key id, or "route:" and the route's path.
  std::string source_address{};
};

/// Stores it as S3 would, checksum included. @return PutResult::sequence
/// @errors kInvalidArgument (bucket, key), and those of PutObject
Result<std::uint64_t> store(const app::PutObject& put, const RoutedObject& object);

}  // namespace mien::api::routes
