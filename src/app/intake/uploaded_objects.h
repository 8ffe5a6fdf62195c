#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace mien::app {

/// What was uploaded, wherever it lies. Thread-safe.
class UploadedObjects {
 public:
  struct Upload {
    std::vector<std::byte> bytes;
    std::uint64_t sequence = 0;  ///< Of the object as it is now; see ObjectEvent. 0 where the place knows none.
  };
  virtual ~UploadedObjects() = default;
  /// @errors kNotFound (bucket or object), kImageTooLarge (without reading it), kUnavailable
  virtual Result<Upload> read(const std::string& bucket, const std::string& key, std::size_t bytes_max) const = 0;
  /// Where it is still the upload of that sequence. One that has gone is no error. @errors kUnavailable
  virtual Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) = 0;
};

/// Where items are written that tell what became of an upload.
class ItemSink {
 public:
  virtual ~ItemSink() = default;
  /// Puts an item of texts; one of the same key is replaced.
  /// @errors kNotFound (no such table), kInvalidArgument (it lacks the table's key), kUnavailable
  virtual Result<void> put(const std::string& table, const std::vector<std::pair<std::string, std::string>>& item) = 0;
};

}  // namespace mien::app
