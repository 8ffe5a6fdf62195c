#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/stored_object.h"

namespace mien {

/// Part of a file. What reaches beyond its end is left out.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
};

/// Whole files, kept by key. Thread-safe. Adapter: objects_fs.
class Objects {
 public:
  virtual ~Objects() = default;
  /// Durable once it returns. @errors kAlreadyExists, kUnavailable (disk full, I/O error)
  virtual Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) = 0;
  /// @errors kNotFound, kUnavailable
  virtual Result<std::vector<std::byte>> get(const ObjectKey& key) const = 0;
  /// The same as text, and of a part. @errors kNotFound, kUnavailable
  virtual Result<std::string> get_range(const ObjectKey& key, const ByteRange& range) const = 0;
  /// An object that is not there is no error. @errors kUnavailable
  virtual Result<void> remove(const ObjectKey& key) = 0;
  /// Calls `visit` for every stored object, in no order; for the sweep at start. @errors kUnavailable
  virtual Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const = 0;
};

}  // namespace mien
