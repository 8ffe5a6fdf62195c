// Any bytes are a request's head, more to come, or refused; the same however they are cut, which the first byte picks.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/http_server/head_parser.h"
#include "core/limits.h"

namespace {

using namespace mien::http_server;

bool is_clean(std::string_view text) {
  return std::ranges::none_of(text,
                              [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool keeps_promises(const RequestHead& request) {
  const mien::HttpHead& head = request.head;
  const bool origin_form = head.target.starts_with('/') || head.target == "*";
  const bool framed = (request.framing == Framing::kLength) == (request.body_bytes > 0);
  const bool clean = std::ranges::all_of(head.headers, [](const auto& header) {
    return !header.name.empty() && is_clean(header.name) && is_clean(header.value);
  });
  return !head.method.empty() && origin_form && is_clean(head.method) && is_clean(head.target) && framed && clean &&
         head.headers.size() <= mien::limits::kHeadersMax && head.target.size() <= mien::limits::kTargetBytesMax;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = data[0] + std::size_t{1};
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);

  HeadScanner at_once;
  const HeadScanner::State state = at_once.scan(bytes);
  HeadScanner in_pieces;
  HeadScanner::State last = HeadScanner::State::kMore;
  for (std::size_t seen = 0; seen < bytes.size() && last == HeadScanner::State::kMore;) {
    seen = std::min(bytes.size(), seen + step);
    last = in_pieces.scan(bytes.substr(0, seen));
  }
  if (last != state) std::abort();
  if (state != HeadScanner::State::kComplete) return 0;
  if (in_pieces.begin() != at_once.begin() || in_pieces.end() != at_once.end()) std::abort();

  RequestHead request;
  const auto refusal = parse_head(
      bytes.substr(at_once.begin(), at_once.end() - at_once.begin()),
      {.headers_max = mien::limits::kHeadersMax, .target_bytes_max = mien::limits::kTargetBytesMax}, request);
  if (refusal ? refusal->status < 400 || refusal->status > 599 : !keeps_promises(request)) std::abort();
  return 0;
}
