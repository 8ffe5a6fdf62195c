#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mien::http_server {

/// The chunked transfer coding of one body (RFC 9112 section 7.1), as its bytes arrive. Extensions and trailers are
/// checked for form and dropped.
class ChunkedDecoder {
 public:
  enum class State : std::uint8_t { kMore, kDone, kMalformed, kTooLarge };
  struct Step {
    State state;
    std::size_t consumed;  ///< All of the input unless the body ended within it or is refused.
  };

  /// @param body_bytes_max      of the decoded body.
  /// @param overhead_bytes_max  of all extensions and trailers together.
  ChunkedDecoder(std::size_t body_bytes_max, std::size_t overhead_bytes_max)
      : body_bytes_max_(body_bytes_max), overhead_left_(overhead_bytes_max) {}

  /// Appends what `input` holds of the body to `body`, to which nobody else adds.
  Step decode(std::string_view input, std::string& body);

 private:
  enum class Expect : std::uint8_t {
    kSize,
    kExtension,
    kSizeEnd,
    kData,
    kDataCr,
    kDataLf,
    kTrailerStart,
    kTrailerName,
    kTrailerValue,
    kTrailerEnd,
    kEnd,
  };

  State step(char c, std::size_t body_bytes);
  State size(char c, std::size_t body_bytes);
  State overhead(char c);
  State trailer_start(char c);
  State expect(char c, char wanted, Expect next);

  std::size_t body_bytes_max_;
  std::size_t overhead_left_;
  std::uint64_t chunk_bytes_left_ = 0;
  int size_digits_ = 0;
  Expect expect_ = Expect::kSize;
};

}  // namespace mien::http_server
