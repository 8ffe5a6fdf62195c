#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "adapters/index_exact/segment_reader.h"
#include "adapters/index_exact/segment_writer.h"

namespace mien::fakes {

/// A segment in memory; gives away copies, so that reading beyond one is seen by the sanitizers.
class MemorySegment final : public index_exact::SegmentSource {
 public:
  explicit MemorySegment(std::vector<std::byte> content) : content_(std::move(content)) {}
  std::uint64_t bytes() const override { return content_.size(); }
  Result<void> read(std::uint64_t at, std::span<std::byte> out) const override {
    MIEN_CHECK(at <= content_.size() && out.size() <= content_.size() - at);
    std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
    return {};
  }
  std::shared_ptr<const float> floats(std::uint64_t at, std::size_t count) const override {
    const auto out = std::make_shared<std::vector<float>>(count);
    MIEN_CHECK(read(at, std::as_writable_bytes(std::span(*out))));
    return {out, out->data()};
  }

 private:
  std::vector<std::byte> content_;
};

inline std::vector<std::byte> segment_of(const std::map<GalleryId, index_exact::Snapshot>& galleries,
                                         const CheckpointMark& mark) {
  std::vector<std::byte> out;
  const auto sink = [&](std::uint64_t at, std::span<const std::byte> bytes) -> Result<void> {
    out.resize(std::max<std::size_t>(out.size(), at + bytes.size()));
    std::ranges::copy(bytes, out.begin() + static_cast<std::ptrdiff_t>(at));
    return {};
  };
  MIEN_CHECK(index_exact::write_segment(galleries, mark, sink));
  return out;
}

}  // namespace mien::fakes
