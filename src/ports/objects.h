#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

namespace mien {

/// Names one stored object; made by us, never by a caller.
using ObjectKey = UuidOf<struct ObjectTag>;

/// Whole files, kept by key. Thread-safe. Adapter: objects_fs.
class Objects {
 public:
  virtual ~Objects() = default;
  /// Durable once it returns. @errors kAlreadyExists, kUnavailable (disk full, I/O error)
  virtual Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) = 0;
  /// @errors kNotFound, kUnavailable
  virtual Result<std::vector<std::byte>> get(const ObjectKey& key) const = 0;
  /// An object that is not there is no error. @errors kUnavailable
  virtual Result<void> remove(const ObjectKey& key) = 0;
  /// Calls `visit` for every stored object, in no order; for the sweep at start. @errors kUnavailable
  virtual Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const = 0;
};

}  // namespace mien
