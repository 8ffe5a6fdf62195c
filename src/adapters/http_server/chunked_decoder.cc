#include "adapters/http_server/chunked_decoder.h"

#include <algorithm>

#include "core/ascii.h"

namespace mien::http_server {
namespace {

constexpr int kSizeDigitsMax = 16;

bool is_text(char c) { return !is_control(c) || c == '\t'; }

}  // namespace

ChunkedDecoder::Step ChunkedDecoder::decode(std::string_view input, std::string& body) {
  std::size_t position = 0;
  while (position < input.size()) {
    if (expect_ == Expect::kData) {
      const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes_left_, input.size() - position));
      body.append(input.substr(position, bytes));
      position += bytes;
      chunk_bytes_left_ -= bytes;
      if (chunk_bytes_left_ == 0) expect_ = Expect::kDataCr;
      continue;
    }
    const State state = step(input[position], body.size());
    ++position;
    if (state != State::kMore) return {state, position};
  }
  return {State::kMore, position};
}

ChunkedDecoder::State ChunkedDecoder::step(char c, std::size_t body_bytes) {
  switch (expect_) {
    case Expect::kSize:
      return size(c, body_bytes);
    case Expect::kExtension:
      if (c != '\r') return overhead(c);
      expect_ = Expect::kSizeEnd;
      return State::kMore;
    case Expect::kSizeEnd:
      size_digits_ = 0;
      return expect(c, '\n', chunk_bytes_left_ > 0 ? Expect::kData : Expect::kTrailerStart);
    case Expect::kData:
      break;  // Taken in bulk by decode().
    case Expect::kDataCr:
      return expect(c, '\r', Expect::kDataLf);
    case Expect::kDataLf:
      return expect(c, '\n', Expect::kSize);
    case Expect::kTrailerStart:
      return trailer_start(c);
    case Expect::kTrailerName:
      if (c == ':') expect_ = Expect::kTrailerValue;
      return c == ':' || is_token_character(c) ? overhead(c) : State::kMalformed;
    case Expect::kTrailerValue:
      if (c != '\r') return overhead(c);
      expect_ = Expect::kTrailerEnd;
      return State::kMore;
    case Expect::kTrailerEnd:
      return expect(c, '\n', Expect::kTrailerStart);
    case Expect::kEnd:
      return c == '\n' ? State::kDone : State::kMalformed;
  }
  return State::kMalformed;
}

ChunkedDecoder::State ChunkedDecoder::size(char c, std::size_t body_bytes) {
  if (const int digit = hex_value(c); digit >= 0) {
    if (++size_digits_ > kSizeDigitsMax) return State::kMalformed;
    chunk_bytes_left_ = chunk_bytes_left_ * 16 + static_cast<std::uint64_t>(digit);
    return State::kMore;
  }
  if (size_digits_ == 0 || (c != '\r' && c != ';')) return State::kMalformed;
  if (chunk_bytes_left_ > body_bytes_max_ - std::min(body_bytes, body_bytes_max_)) return State::kTooLarge;
  expect_ = c == ';' ? Expect::kExtension : Expect::kSizeEnd;
  return State::kMore;
}

ChunkedDecoder::State ChunkedDecoder::overhead(char c) {
  if (!is_text(c) || overhead_left_ == 0) return State::kMalformed;
  --overhead_left_;
  return State::kMore;
}

ChunkedDecoder::State ChunkedDecoder::trailer_start(char c) {
  if (c == '\r') {
    expect_ = Expect::kEnd;
    return State::kMore;
  }
  if (!is_token_character(c)) return State::kMalformed;
  expect_ = Expect::kTrailerName;
  return overhead(c);
}

ChunkedDecoder::State ChunkedDecoder::expect(char c, char wanted, Expect next) {
  if (c != wanted) return State::kMalformed;
  expect_ = next;
  return State::kMore;
}

}  // namespace mien::http_server
