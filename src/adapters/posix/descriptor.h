#pragma once

#include <unistd.h>

#include <utility>

namespace mien::posix {

/// Owns a file descriptor; negative: none.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  /// Gives it to another owner.
  int release() { return std::exchange(descriptor_, -1); }
  /// Closes it for those who want to know of a late error of writing: false, and errno says which. It is gone either
  /// way.
  [[nodiscard]] bool close() { return ::close(release()) == 0; }

 private:
  int descriptor_;
};

}  // namespace mien::posix
