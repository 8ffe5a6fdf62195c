#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "support/http_server_client.h"

namespace mien::http_server::testing {

/// Until the predicate holds; false where the patience ends before.
template <class Predicate>
bool eventually(const Predicate& holds) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

/// Reads a body in chunks off a connection, whatever its kind.
template <class Connection>
class ChunkReader {
 public:
  explicit ChunkReader(Connection& connection) : connection_(connection) {}

  /// Status line and headers; empty where none came.
  std::string head() {
    while (bytes_.find("\r\n\r\n") == std::string::npos)
      if (!more()) return {};
    const std::size_t end = bytes_.find("\r\n\r\n") + 4;
    const std::string head = bytes_.substr(0, end);
    bytes_.erase(0, end);
    return head;
  }
  /// The body's next `count` bytes; fewer where it ends before.
  std::string read(std::size_t count) {
    while (body_.size() < count && !ended_ && next_chunk()) continue;
    const std::string out = body_.substr(0, count);
    body_.erase(0, out.size());
    return out;
  }
  /// Whether the last chunk has come, after the rest of the body.
  bool reads_to_the_end() {
    while (!ended_ && next_chunk()) continue;
    return ended_;
  }
  /// What came after the end.
  const std::string& rest() const { return bytes_; }

 private:
  bool next_chunk() {
    std::size_t line = 0;
    while ((line = bytes_.find("\r\n")) == std::string::npos)
      if (!more()) return false;
    const std::size_t size = std::stoul(bytes_.substr(0, line), nullptr, 16);
    while (bytes_.size() < line + size + 4)
      if (!more()) return false;
    EXPECT_EQ(bytes_.substr(line + 2 + size, 2), "\r\n");
    body_ += bytes_.substr(line + 2, size);
    bytes_.erase(0, line + size + 4);
    ended_ = size == 0;
    return true;
  }
  bool more() {
    if (!connection_.more()) return false;
    bytes_ += connection_.take_unread();
    return true;
  }

  Connection& connection_;
  std::string bytes_;
  std::string body_;
  bool ended_ = false;
};

}  // namespace mien::http_server::testing
