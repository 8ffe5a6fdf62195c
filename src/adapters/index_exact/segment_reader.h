#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include "adapters/index_exact/crew.h"
#include "adapters/index_exact/gallery.h"
#include "core/result.h"
#include "ports/face_index.h"
#include "ports/store.h"

namespace mien::index_exact {

/// Where a segment is read from. Thread-safe; its bytes never change.
class SegmentSource {
 public:
  virtual ~SegmentSource() = default;
  virtual std::uint64_t bytes() const = 0;
  /// Fills `out` with what lies at `at`; the caller stays within bytes(). @errors kUnavailable
  virtual Result<void> read(std::uint64_t at, std::span<std::byte> out) const = 0;
  /// Floats at `at` that stay where they are as long as the pointer is held. Reading them must not be what finds out
  /// that they cannot be read: read() was called for all of them before.
  virtual std::shared_ptr<const float> floats(std::uint64_t at, std::size_t count) const = 0;
};

/// The galleries of a segment, checked to the last byte. Every checksum, length, name, key and norm is looked at before
/// it is used; whatever the bytes are, they give galleries that are as they were written, or an error.
/// @errors kIncompatible  damaged, of another version, or without the mark `mark`; kUnavailable  as the source
/// @throws std::bad_alloc
Result<std::map<GalleryId, std::shared_ptr<Gallery>>> read_segment(const SegmentSource& source,
                                                                   const CheckpointMark& mark, Crew& crew);

}  // namespace mien::index_exact
