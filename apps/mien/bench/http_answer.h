#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mien::cli {

/// Reads one answer of HTTP/1.1 as it comes in. For the load generator: only answers with a Content-Length.
class HttpAnswer {
 public:
  enum class State { kIncomplete, kComplete, kBroken };

  /// What was received since the last call; it is kept until clear().
  State feed(std::string_view bytes);
  void clear();

  int status() const { return status_; }
  bool closes() const { return closes_; }  ///< The server ends the connection after it.
  std::string_view body() const { return std::string_view(text_).substr(head_bytes_, body_bytes_); }
  /// The error's name: Rekognition's __type, a problem's code, else the status.
  std::string code() const;

 private:
  State read_head();

  std::string text_;
  std::size_t head_bytes_ = 0;  ///< 0: not whole yet.
  std::size_t body_bytes_ = 0;
  int status_ = 0;
  bool closes_ = false;
};

}  // namespace mien::cli
