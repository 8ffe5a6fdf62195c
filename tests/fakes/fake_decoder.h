#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
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

  Result<DecodedImage> decode(std::span<const std::byte> file, const Options& options) const override;

  /// The options of all calls so far.
  std::vector<Options> calls() const;

 private:
  std::uint32_t width_, height_;
  std::optional<Error> error_;
  mutable std::mutex mutex_;
  mutable std::vector<Options> calls_;  ///< Guarded by mutex_.
};

}  // namespace mien::fakes
