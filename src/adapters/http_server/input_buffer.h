#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace mien::http_server {

/// What was read of a connection and not yet used: bytes are added at one end and used from the other. It never grows.
class InputBuffer {
 public:
  explicit InputBuffer(std::size_t bytes_max) : memory_(bytes_max) {}

  /// Valid until the next space().
  std::string_view bytes() const { return {memory_.data() + begin_, end_ - begin_}; }
  bool is_empty() const { return begin_ == end_; }
  bool is_full() const { return end_ - begin_ == memory_.size(); }
  /// @param bytes  at most what bytes() has.
  void consume(std::size_t bytes) { begin_ += bytes; }

  /// Where more may be put, of which add() tells; not empty unless the buffer is full.
  std::span<char> space() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == memory_.size()) {
      std::memmove(memory_.data(), memory_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    }
    return std::span(memory_).subspan(end_);
  }
  void add(std::size_t bytes) { end_ += bytes; }

 private:
  std::vector<char> memory_;
  std::size_t begin_ = 0;  ///< What counts lies in [begin_, end_).
  std::size_t end_ = 0;
};

}  // namespace mien::http_server
