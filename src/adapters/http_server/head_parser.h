#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ports/http.h"

namespace mien::http_server {

/// Why a request is not served: the status of the answer, and words for it.
struct Refusal {
  int status;
  std::string_view reason;  ///< A literal.
};

/// Looks for the end of a request's header block while it arrives. Stricter than the parser behind it: control
/// characters, line ends other than CR LF, and folded lines are where two readers of one stream start to disagree.
class HeadScanner {
 public:
  enum class State : std::uint8_t { kMore, kComplete, kMalformed };
  /// `bytes` is everything since the request began; what an earlier call saw is not looked at again.
  State scan(std::string_view bytes);
  /// The block within the bytes given to scan(), once it is complete: request line to empty line.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return position_; }
  /// Whether the request line has ended.
  bool has_request_line() const { return lines_ > 0; }

 private:
  std::size_t begin_ = 0;
  std::size_t position_ = 0;
  std::size_t line_bytes_ = 0;
  std::size_t lines_ = 0;
  bool after_cr_ = false;
};

enum class Framing : std::uint8_t { kNone, kLength, kChunked };

struct RequestHead {
  HttpHead head;
  Framing framing = Framing::kNone;
  std::uint64_t body_bytes = 0;  ///< Declared, for kLength: above 0.
  bool http11 = false;
  bool keep_alive = false;
  bool expects_continue = false;
};

struct HeadLimits {
  std::size_t headers_max;
  std::size_t target_bytes_max;
};

/// Parses a block that HeadScanner found complete. Where it refuses, `out.head` holds what was read until then.
/// The target is reduced to origin form (or `*`).
std::optional<Refusal> parse_head(std::string_view block, const HeadLimits& limits, RequestHead& out);

}  // namespace mien::http_server
