#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
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

/// An object that is open: it stays readable as it is, though it is removed meanwhile. Thread-safe.
class OpenObject {
 public:
  virtual ~OpenObject() = default;
  virtual std::uint64_t bytes() const = 0;
  /// Fills `out` from there on; what reaches beyond the end is left out. How much it was. @errors kUnavailable
  virtual Result<std::size_t> read(std::uint64_t at, std::span<std::byte> out) const = 0;
};

/// All of the part. @errors kUnavailable
inline Result<std::string> read_part(const OpenObject& object, const ByteRange& range) {
  const std::uint64_t first = std::min(range.first, object.bytes());
  std::string text(std::min(range.count, object.bytes() - first), '\0');
  MIEN_TRY(const std::size_t read, object.read(first, std::as_writable_bytes(std::span(text))));
  text.resize(read);
  return text;
}

/// Whole files, kept by key. Thread-safe. Adapter: objects_fs.
class Objects {
 public:
  virtual ~Objects() = default;
  /// Durable once it returns. @errors kAlreadyExists, kUnavailable (disk full, I/O error)
  virtual Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) = 0;
  /// A second object with the bytes of one that is there; each stays when the other is removed. As durable, and cheaper
  /// than bytes that are written again.
  /// @errors kNotFound (`from`), kAlreadyExists, kUnavailable (also where it cannot be done: then the bytes have to be
  /// put)
  virtual Result<void> copy(const ObjectKey& from, const ObjectKey& to) = 0;
  /// @errors kNotFound, kUnavailable
  virtual Result<std::vector<std::byte>> get(const ObjectKey& key) const = 0;
  /// For objects that are better not held whole. @errors kNotFound, kUnavailable
  virtual Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const = 0;
  /// An object that is not there is no error. @errors kUnavailable
  virtual Result<void> remove(const ObjectKey& key) = 0;
  /// Calls `visit` for every stored object, in no order; for the sweep at start. @errors kUnavailable
  virtual Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const = 0;
};

}  // namespace mien
