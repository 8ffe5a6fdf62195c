#pragma once

#include <cstddef>
#include <mutex>
#include <utility>

#include "core/limits.h"
#include "core/result.h"

namespace mien::app {

/// What requests may hold of objects in memory, all of them together: objects are larger than what a request brings, so
/// that whoever has a small one copied many times at once could else fill the memory. Thread-safe; outlives its shares.
class HeldBytes {
 public:
  explicit HeldBytes(std::size_t bytes_max = limits::kObjectsHeldBytesMax) : bytes_max_(bytes_max) {}
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  /// Given back with the object.
  class Share {
   public:
    Share() = default;
    Share(HeldBytes& of, std::size_t bytes) : of_(&of), bytes_(bytes) {}
    Share(Share&& other) noexcept : of_(std::exchange(other.of_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(of_, other.of_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (of_ != nullptr) of_->give_back(bytes_);
    }

   private:
    HeldBytes* of_ = nullptr;
    std::size_t bytes_ = 0;
  };
  /// @errors kOverloaded  so much is not free now.
  Result<Share> hold(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    if (bytes > bytes_max_ - used_)
      return fail(ErrorCode::kOverloaded, "Too much of objects is held at this moment; try again later.");
    used_ += bytes;
    return Share(*this, bytes);
  }

 private:
  void give_back(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    used_ -= bytes;
  }

  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::size_t used_ = 0;  ///< Guarded by mutex_.
};

}  // namespace mien::app
