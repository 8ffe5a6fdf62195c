#pragma once

#include <cstdint>
#include <string>

#include "core/text_map.h"
#include "core/time.h"

namespace mien {

/// Something that happened to an object of a bucket.
struct ObjectEvent {
  std::string name;  ///< As S3 names it without "s3:": "ObjectCreated:Put", "ObjectRemoved:Delete" and so on.
  std::string bucket{};
  std::string key{};           ///< UTF-8, as the client meant it: nothing is encoded.
  std::uint64_t sequence = 0;  ///< Of the change, rising in each bucket; two PUTs of one key differ in it.
  std::uint64_t bytes = 0;
  std::string etag{};  ///< Without quotes.
  std::string content_type{};
  TextMap metadata{};  ///< User metadata; names in lower case without "x-amz-meta-".
  Timestamp at{};
  std::string actor{};           ///< Access key id of the caller.
  std::string source_address{};  ///< Of the caller.
};

}  // namespace mien
