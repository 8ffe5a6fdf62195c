#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "ports/face_index.h"
#include "ports/store.h"

/// The bytes of a segment, docs/formats/index-segment.md: header, directory, then for each gallery its keys and its
/// vectors. Where these lie follows from the directory alone, so that no offset in a file can be wrong or overlap.
namespace mien::index_exact {

inline constexpr std::uint32_t kSegmentVersion = 1;
inline constexpr std::size_t kSegmentHeaderBytes = 128;
inline constexpr std::size_t kSegmentAlignment = 64;
/// A million galleries with names of ordinary length; bounds what a damaged header can make us read into memory.
inline constexpr std::uint64_t kSegmentDirectoryBytesMax = 128 << 20;

/// What is said of a segment that is not as it was written. @param what  is wrong with it, for the log
inline std::unexpected<Error> damaged(std::string what) {
  return fail(ErrorCode::kIncompatible, "The segment of the index is damaged.", std::move(what));
}

/// Detects damage, not forgery: 64 bits over eight lanes of 64, in which any change of one word shows for certain.
std::uint64_t segment_checksum(std::span<const std::byte> bytes, std::uint64_t seed);

struct SegmentGallery {
  GalleryId id;
  std::size_t dimension = 0;
  std::size_t rows = 0;
  std::vector<std::uint64_t> checksums{};  ///< Of kChunkRows rows each: their keys, then their vectors.
  std::uint64_t keys_at = 0;               ///< Set by place().
  std::uint64_t vectors_at = 0;            ///< Likewise.
};

struct SegmentLayout {
  CheckpointMark mark;
  std::vector<SegmentGallery> galleries{};
  std::uint64_t bytes = 0;  ///< Of the whole segment; set by place().

  /// Where the checksum of a chunk begins: another file's chunk, or one at another place, does not fit.
  std::uint64_t seed_of(std::size_t gallery, std::size_t chunk) const;
};

/// The number of chunks that so many rows have.
std::size_t segment_chunks(std::size_t rows);
/// Computes where everything lies. @errors kIncompatible  there would be more than `bytes_max`
Result<void> place(SegmentLayout& layout, std::uint64_t bytes_max);
/// Header and directory of a layout that was placed.
std::vector<std::byte> encode_head(const SegmentLayout& layout);

/// How many bytes the directory has that follows this header of kSegmentHeaderBytes.
/// @errors kIncompatible  no segment, of another version, or damaged
Result<std::uint64_t> directory_bytes(std::span<const std::byte> header, std::uint64_t file_bytes);
/// The layout, placed, of a file that begins with `head`: the header, which directory_bytes() took, and the directory.
/// @errors kIncompatible  damaged, or of another length than it says
Result<SegmentLayout> decode_head(std::span<const std::byte> head, std::uint64_t file_bytes);

}  // namespace mien::index_exact
