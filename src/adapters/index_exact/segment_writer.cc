#include "adapters/index_exact/segment_writer.h"

#include <limits>

namespace mien::index_exact {
namespace {

Result<SegmentLayout> layout_of(const std::map<GalleryId, Snapshot>& galleries, const CheckpointMark& mark) {
  SegmentLayout layout{.mark = mark};
  for (const auto& [id, rows] : galleries)
    layout.galleries.push_back({.id = id, .dimension = rows.dimension, .rows = rows.rows});
  MIEN_TRY_VOID(place(layout, std::numeric_limits<std::int64_t>::max()));
  return layout;
}

Result<void> write_gallery(const Snapshot& rows, const SegmentLayout& layout, std::size_t number,
                           SegmentGallery& gallery, const SegmentSink& sink) {
  for (std::size_t chunk = 0; chunk < rows.chunks->size(); ++chunk) {
    const Chunk& from = *(*rows.chunks)[chunk];
    const std::size_t count = rows.rows_of_chunk(chunk);
    const auto keys = std::as_bytes(from.keys(count));
    const auto vectors = std::as_bytes(std::span(from.vector(0), count * rows.dimension));
    const std::size_t first = chunk * kChunkRows;
    MIEN_TRY_VOID(sink(gallery.keys_at + first * sizeof(Uuid), keys));
    MIEN_TRY_VOID(sink(gallery.vectors_at + std::uint64_t{first} * rows.dimension * sizeof(float), vectors));
    gallery.checksums.push_back(segment_checksum(vectors, segment_checksum(keys, layout.seed_of(number, chunk))));
  }
  return {};
}

}  // namespace

Result<std::uint64_t> segment_bytes(const std::map<GalleryId, Snapshot>& galleries) {
  MIEN_TRY(const SegmentLayout layout, layout_of(galleries, {}));
  return layout.bytes;
}

Result<std::size_t> write_segment(const std::map<GalleryId, Snapshot>& galleries, const CheckpointMark& mark,
                                  const SegmentSink& sink) {
  MIEN_TRY(SegmentLayout layout, layout_of(galleries, mark));
  std::size_t number = 0;
  std::size_t written = 0;
  for (const auto& [id, rows] : galleries) {
    MIEN_TRY_VOID(write_gallery(rows, layout, number, layout.galleries[number], sink));
    written += rows.rows;
    ++number;
  }
  MIEN_TRY_VOID(sink(0, encode_head(layout)));
  return written;
}

}  // namespace mien::index_exact
