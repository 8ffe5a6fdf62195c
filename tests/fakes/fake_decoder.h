#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "ports/image_decoder.h"

namespace mien::fakes {

/// Gives a picture of the test's full size, shrunk as the port allows, for any bytes. Thread-safe.
class FakeDecoder final : public ImageDecoder {
 public:
  FakeDecoder(std::uint32_t width, std::uint32_t height) : width_(width), height_(height) {}

  /// From now on fails with this error.
  void fail_with(Error error) { error_ = std::move(error); }

  Result<DecodedImage> decode(std::span<const std::byte> file, const Options& options) const override {
    {
      const std::scoped_lock lock(mutex_);
      calls_.push_back(options);
    }
    if (error_) return std::unexpected(*error_);
    std::uint32_t divisor = 1;
    if (options.long_side_px_min > 0)
      while (divisor < 8 && std::max(width_, height_) / (divisor * 2) >= options.long_side_px_min) divisor *= 2;
    DecodedImage out{Rgb8Image(width_ / divisor, height_ / divisor), width_, height_, ImageFormat::kJpeg};
    // A pattern that the bytes choose, with enough detail to count as sharp.
    const std::uint32_t seed = file.empty() ? 0 : std::to_integer<std::uint32_t>(file.front());
    for (std::uint32_t y = 0; y < out.pixels.height_px(); ++y)
      for (std::size_t i = 0; i < out.pixels.stride_bytes(); ++i)
        out.pixels.row(y)[i] =
            static_cast<std::uint8_t>(64 + (i * (seed + 3) + y * 7 * divisor) % 97 + (i + y) % 5 * 8);
    return out;
  }

  /// The options of all calls so far.
  std::vector<Options> calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
  }

 private:
  std::uint32_t width_, height_;
  std::optional<Error> error_;
  mutable std::mutex mutex_;
  mutable std::vector<Options> calls_;  ///< Guarded by mutex_.
};

}  // namespace mien::fakes
