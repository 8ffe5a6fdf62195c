#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace mien {

/// Borrowed 8-bit RGB pixels, interleaved, rows without padding; y grows downwards.
struct Rgb8View {
  const std::uint8_t* pixels = nullptr;
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;

  std::size_t stride_bytes() const { return std::size_t{width_px} * 3; }
  const std::uint8_t* row(std::uint32_t y) const { return pixels + y * stride_bytes(); }
};

/// Owned 8-bit RGB pixels in the layout of Rgb8View. Move only: pictures are large.
class Rgb8Image {
 public:
  Rgb8Image() = default;
  /// Pixels are left uninitialised: whoever makes an image fills it.
  Rgb8Image(std::uint32_t width_px, std::uint32_t height_px)
      : pixels_(new std::uint8_t[std::size_t{width_px} * height_px * 3]), width_px_(width_px), height_px_(height_px) {}

  std::uint32_t width_px() const { return width_px_; }
  std::uint32_t height_px() const { return height_px_; }
  std::size_t stride_bytes() const { return std::size_t{width_px_} * 3; }
  std::uint8_t* row(std::uint32_t y) { return pixels_.get() + y * stride_bytes(); }
  const std::uint8_t* row(std::uint32_t y) const { return pixels_.get() + y * stride_bytes(); }
  Rgb8View view() const { return {pixels_.get(), width_px_, height_px_}; }
  operator Rgb8View() const { return view(); }

 private:
  std::unique_ptr<std::uint8_t[]> pixels_;
  std::uint32_t width_px_ = 0;
  std::uint32_t height_px_ = 0;
};

}  // namespace mien
