// A chunked body gives the same however its bytes are cut (the first byte says into pieces of what size), and never
// more than it may.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/http_server/chunked_decoder.h"

namespace {

using mien::http_server::ChunkedDecoder;

constexpr std::size_t kBodyBytesMax = 1000;
constexpr std::size_t kOverheadBytesMax = 200;

struct Decoded {
  ChunkedDecoder::State state = ChunkedDecoder::State::kMore;
  std::size_t consumed = 0;
  std::string body{};
};

Decoded decode(std::string_view bytes, std::size_t step) {
  ChunkedDecoder decoder(kBodyBytesMax, kOverheadBytesMax);
  Decoded out;
  while (out.consumed < bytes.size() && out.state == ChunkedDecoder::State::kMore) {
    const std::string_view piece = bytes.substr(out.consumed, step);
    const ChunkedDecoder::Step done = decoder.decode(piece, out.body);
    if (done.consumed > piece.size()) std::abort();
    if (done.state == ChunkedDecoder::State::kMore && done.consumed != piece.size()) std::abort();
    out.consumed += done.consumed;
    out.state = done.state;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const Decoded whole = decode(bytes, std::max<std::size_t>(bytes.size(), 1));
  const Decoded pieces = decode(bytes, data[0] + std::size_t{1});
  if (whole.state != pieces.state || whole.body.size() > kBodyBytesMax) std::abort();
  if (whole.state == ChunkedDecoder::State::kMore || whole.state == ChunkedDecoder::State::kDone)
    if (whole.consumed != pieces.consumed || whole.body != pieces.body) std::abort();
  return 0;
}
