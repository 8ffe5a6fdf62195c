#include "fakes/fake_decoder.h"

#include <algorithm>

namespace mien::fakes {

Result<DecodedImage> FakeDecoder::decode(std::span<const std::byte> file, const Options& options) const {
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
      out.pixels.row(y)[i] = static_cast<std::uint8_t>(64 + (i * (seed + 3) + y * 7 * divisor) % 97 + (i + y) % 5 * 8);
  return out;
}

std::vector<FakeDecoder::Options> FakeDecoder::calls() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

}  // namespace mien::fakes
