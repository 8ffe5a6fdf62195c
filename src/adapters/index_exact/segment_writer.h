#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>

#include "adapters/index_exact/gallery.h"
#include "adapters/index_exact/segment_format.h"
#include "core/result.h"
#include "ports/face_index.h"
#include "ports/store.h"

namespace mien::index_exact {

/// Takes the bytes that lie at `at`. Every part of a segment comes once, the head last: without it the rest is no
/// segment. Gaps are padding.
using SegmentSink = std::function<Result<void>(std::uint64_t at, std::span<const std::byte> bytes)>;

/// How many bytes the segment of these galleries has. @errors kIncompatible  too many galleries
Result<std::uint64_t> segment_bytes(const std::map<GalleryId, Snapshot>& galleries);

/// Writes the segment of galleries that hold something. Returns how many rows it has.
/// @errors those of the sink; kIncompatible. @throws std::bad_alloc
Result<std::size_t> write_segment(const std::map<GalleryId, Snapshot>& galleries, const CheckpointMark& mark,
                                  const SegmentSink& sink);

}  // namespace mien::index_exact
