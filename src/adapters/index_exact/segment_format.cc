#include "adapters/index_exact/segment_format.h"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "adapters/index_exact/chunk.h"
#include "adapters/index_exact/key_rows.h"
#include "core/limits.h"

namespace mien::index_exact {
namespace {

static_assert(std::endian::native == std::endian::little, "Segments are used in place, so they are little-endian.");

constexpr std::string_view kMagic = "MIENIDX1";
constexpr std::size_t kHeaderSummed = 72;  ///< Bytes before the header's own checksum.
constexpr std::size_t kEntryBytes = 24;    ///< Of a directory entry before its name.
constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;

std::uint64_t rounded_up(std::uint64_t bytes, std::uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

class Writer {
 public:
  explicit Writer(std::vector<std::byte>& out) : out_(out) {}
  void number(std::unsigned_integral auto value) { bytes(std::as_bytes(std::span(&value, 1))); }
  void bytes(std::span<const std::byte> bytes) {
    const std::size_t at = out_.size();
    out_.resize(at + bytes.size());
    std::ranges::copy(bytes, out_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  void pad_to(std::uint64_t length) { out_.resize(length); }

 private:
  std::vector<std::byte>& out_;
};

/// Reads numbers and texts; what lies beyond the end is zero, and ok() says so.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}
  template <std::unsigned_integral T>
  T number() {
    T value = 0;
    const auto from = take(sizeof value);
    if (!from.empty()) std::memcpy(&value, from.data(), sizeof value);
    return value;
  }
  std::span<const std::byte> take(std::uint64_t count) {
    if (count > bytes_.size() - at_) {
      ok_ = false;
      return {};
    }
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }
  std::size_t left() const { return bytes_.size() - at_; }
  bool ok() const { return ok_; }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

Result<SegmentGallery> read_gallery(Reader& reader) {
  const auto name_bytes = reader.number<std::uint16_t>();
  const auto kind = reader.number<std::uint8_t>();
  static_cast<void>(reader.number<std::uint8_t>());
  const auto dimension = reader.number<std::uint32_t>();
  const auto rows = reader.number<std::uint64_t>();
  const auto chunks = reader.number<std::uint64_t>();
  const auto name = reader.take(rounded_up(name_bytes, 8));
  if (!reader.ok()) return damaged("the directory ends in the middle of an entry");
  auto collection =
      CollectionId::parse(std::string_view(reinterpret_cast<const char*>(name.data()), name.empty() ? 0 : name_bytes));
  if (!collection || kind > static_cast<std::uint8_t>(GalleryKind::kPeople)) return damaged("the name of a gallery");
  if (dimension == 0 || dimension > limits::kEmbeddingDimensionMax) return damaged("the dimension of a gallery");
  if (rows == 0 || rows >= KeyRows::kRowsMax || chunks != segment_chunks(rows)) return damaged("the rows of a gallery");
  if (chunks > reader.left() / sizeof(std::uint64_t)) return damaged("the directory ends in the middle of checksums");
  SegmentGallery gallery{.id = {*std::move(collection), static_cast<GalleryKind>(kind)},
                         .dimension = dimension,
                         .rows = static_cast<std::size_t>(rows)};
  for (std::uint64_t i = 0; i < chunks; ++i) gallery.checksums.push_back(reader.number<std::uint64_t>());
  return gallery;
}

}  // namespace

std::uint64_t segment_checksum(std::span<const std::byte> bytes, std::uint64_t seed) {
  constexpr std::size_t kLanes = 8;
  constexpr std::size_t kBlock = kLanes * sizeof(std::uint64_t);
  std::uint64_t lanes[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = seed + (i + 1) * kOdd;
  // Each step is a bijection of its lane: states that differ once never become equal again.
  const auto take = [&](const std::byte* block) {
    std::uint64_t words[kLanes];
    std::memcpy(words, block, kBlock);
    for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = std::rotl(lanes[i] ^ words[i], 29) * kOdd;
  };
  std::size_t at = 0;
  for (; at + kBlock <= bytes.size(); at += kBlock) take(bytes.data() + at);
  if (at < bytes.size()) {
    std::byte last[kBlock] = {};
    std::memcpy(last, bytes.data() + at, bytes.size() - at);
    take(last);
  }
  std::uint64_t sum = bytes.size() * kOdd ^ seed;
  for (const std::uint64_t lane : lanes) sum = std::rotl(sum ^ lane, 29) * kOdd;
  return sum ^ sum >> 32;
}

std::uint64_t SegmentLayout::seed_of(std::size_t gallery, std::size_t chunk) const {
  std::uint64_t words[2];
  std::memcpy(words, mark.token.bytes.data(), sizeof words);
  return (words[0] ^ std::rotl(words[1], 32)) + (std::uint64_t{gallery} << 32 | chunk) * kOdd;
}

std::size_t segment_chunks(std::size_t rows) { return (rows + kChunkRows - 1) / kChunkRows; }

Result<void> place(SegmentLayout& layout, std::uint64_t bytes_max) {
  std::uint64_t end = kSegmentHeaderBytes;
  for (const SegmentGallery& gallery : layout.galleries)
    end += kEntryBytes + rounded_up(gallery.id.collection.text().size(), 8) +
           segment_chunks(gallery.rows) * sizeof(std::uint64_t);
  if (end - kSegmentHeaderBytes > kSegmentDirectoryBytesMax) return damaged("too many galleries");
  for (SegmentGallery& gallery : layout.galleries) {
    // No step can overflow: rows are below 2^32, dimensions at most 2^16, and the end never passes bytes_max.
    gallery.keys_at = rounded_up(end, kSegmentAlignment);
    gallery.vectors_at = rounded_up(gallery.keys_at + gallery.rows * sizeof(Uuid), kSegmentAlignment);
    end = gallery.vectors_at + std::uint64_t{gallery.rows} * gallery.dimension * sizeof(float);
    if (end > bytes_max) return damaged("it is shorter than its directory says");
  }
  layout.bytes = end;
  return {};
}

std::vector<std::byte> encode_head(const SegmentLayout& layout) {
  std::vector<std::byte> directory;
  Writer entries(directory);
  for (const SegmentGallery& gallery : layout.galleries) {
    const std::string& name = gallery.id.collection.text();
    entries.number(static_cast<std::uint16_t>(name.size()));
    entries.number(static_cast<std::uint8_t>(gallery.id.kind));
    entries.number(std::uint8_t{0});
    entries.number(static_cast<std::uint32_t>(gallery.dimension));
    entries.number(std::uint64_t{gallery.rows});
    entries.number(std::uint64_t{gallery.checksums.size()});
    entries.bytes(std::as_bytes(std::span(name)));
    entries.pad_to(rounded_up(directory.size(), 8));
    for (const std::uint64_t sum : gallery.checksums) entries.number(sum);
  }
  std::vector<std::byte> head;
  Writer header(head);
  header.bytes(std::as_bytes(std::span(kMagic)));
  header.number(kSegmentVersion);
  header.number(static_cast<std::uint32_t>(kChunkRows));
  header.bytes(std::as_bytes(std::span(layout.mark.token.bytes)));
  header.number(std::uint64_t{layout.mark.change});
  header.number(layout.bytes);
  header.number(std::uint64_t{layout.galleries.size()});
  header.number(std::uint64_t{directory.size()});
  header.number(segment_checksum(directory, 0));
  header.number(segment_checksum(std::span(head).first(kHeaderSummed), 0));
  header.pad_to(kSegmentHeaderBytes);
  header.bytes(directory);
  return head;
}

namespace {

struct Header {
  std::uint32_t version;
  std::uint32_t chunk_rows;
  CheckpointMark mark;
  std::uint64_t bytes;
  std::uint64_t galleries;
  std::uint64_t directory_bytes;
  std::uint64_t directory_sum;
  std::uint64_t header_sum;
};

Result<Header> read_header(std::span<const std::byte> bytes) {
  if (bytes.size() < kSegmentHeaderBytes) return damaged("it is shorter than a header");
  Reader reader(bytes);
  const auto magic = reader.take(kMagic.size());
  if (!std::ranges::equal(magic, std::as_bytes(std::span(kMagic)))) return damaged("it does not begin like one");
  Header header{};
  header.version = reader.number<std::uint32_t>();
  header.chunk_rows = reader.number<std::uint32_t>();
  std::memcpy(header.mark.token.bytes.data(), reader.take(16).data(), 16);
  header.mark.change = reader.number<std::uint64_t>();
  header.bytes = reader.number<std::uint64_t>();
  header.galleries = reader.number<std::uint64_t>();
  header.directory_bytes = reader.number<std::uint64_t>();
  header.directory_sum = reader.number<std::uint64_t>();
  header.header_sum = reader.number<std::uint64_t>();
  return header;
}

}  // namespace

Result<std::uint64_t> directory_bytes(std::span<const std::byte> bytes, std::uint64_t file_bytes) {
  MIEN_TRY(const Header header, read_header(bytes));
  if (header.version != kSegmentVersion || header.chunk_rows != kChunkRows)
    return fail(ErrorCode::kIncompatible, "The segment of the index has another version.",
                "version " + std::to_string(header.version));
  if (segment_checksum(bytes.first(kHeaderSummed), 0) != header.header_sum) return damaged("the header's checksum");
  if (header.bytes != file_bytes) return damaged("it has another length than it says");
  if (header.directory_bytes > kSegmentDirectoryBytesMax || header.directory_bytes > file_bytes - kSegmentHeaderBytes)
    return damaged("the directory's length");
  return header.directory_bytes;
}

Result<SegmentLayout> decode_head(std::span<const std::byte> head, std::uint64_t file_bytes) {
  MIEN_TRY(const Header header, read_header(head));
  const std::span<const std::byte> directory = head.subspan(kSegmentHeaderBytes);
  if (directory.size() != header.directory_bytes || segment_checksum(directory, 0) != header.directory_sum)
    return damaged("the directory's checksum");
  SegmentLayout layout{.mark = header.mark};
  Reader reader(directory);
  std::set<GalleryId> seen;
  for (std::uint64_t i = 0; i < header.galleries; ++i) {
    MIEN_TRY(SegmentGallery gallery, read_gallery(reader));
    if (!seen.insert(gallery.id).second) return damaged("a gallery is there twice");
    layout.galleries.push_back(std::move(gallery));
  }
  if (reader.left() != 0) return damaged("the directory is longer than its entries");
  MIEN_TRY_VOID(place(layout, file_bytes));
  if (layout.bytes != file_bytes) return damaged("it is longer than its directory says");
  return layout;
}

}  // namespace mien::index_exact
