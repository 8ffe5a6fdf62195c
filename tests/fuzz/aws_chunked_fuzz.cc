// A body in chunks is taken only whole: as many bytes as it announces, the trailers that it announces, and where chunks
// are signed none that the owner of the secret did not sign; what the owner signs comes out as it went in. Input, by
// lines: decoded length, names of trailers; the rest is the body, or what is signed here.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/auth/s3_body.h"
#include "api/auth/sigv4.h"
#include "core/limits.h"

namespace {

using namespace mien;
using namespace mien::api;

const Secret& secret() {
  static const Secret kSecret("a secret that no input holds");
  return kSecret;
}

std::string take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

S3Caller caller_of(Payload payload) {
  S3Caller caller{.principal = {"AKID", Role::kAdmin}};
  caller.payload = payload;
  if (payload != Payload::kUnsignedTrailer)
    caller.chunks.emplace(secret(), sigv4::Scope{"20260203", "us-east-1", "s3"}, "20260203T040506Z",
                          std::string(64, '0'));
  return caller;
}

HttpHead head_of(std::string length, std::string trailers) {
  return {
      "PUT", "/", {{"X-Amz-Decoded-Content-Length", std::move(length)}, {"X-Amz-Trailer", std::move(trailers)}}, {}};
}

void check_unsigned(const HttpHead& head, std::string_view body) {
  const S3Caller caller = caller_of(Payload::kUnsignedTrailer);
  const auto read = read_s3_body(caller, head, body);
  if (!read) return;
  const auto announced = s3_body_bytes(caller, head);
  if (!announced || read->bytes().size() != *announced || read->bytes().size() > body.size()) std::abort();
  const std::size_t commas = std::ranges::count(*head.header("x-amz-trailer"), ',');
  if (read->trailers.size() > commas + 1 || read->trailers.size() > limits::kTrailersMax) std::abort();
}

std::string hex_of(std::size_t size) {
  char digits[16];
  return {digits, std::to_chars(digits, digits + sizeof digits, size, 16).ptr};
}

void append_chunk(std::string& out, ChunkChain& chain, std::string_view data) {
  out += hex_of(data.size()) + ";chunk-signature=" + chain.next(data) + "\r\n";
  if (!data.empty()) {
    out += data;
    out += "\r\n";
  }
}

/// Signs the input as a client would, in two chunks where it is long enough; then the same with one bit turned over.
void check_own(std::string_view data, std::size_t flipped_bit) {
  const S3Caller caller = caller_of(Payload::kSignedChunksTrailer);
  const HttpHead head = head_of(std::to_string(data.size()), "x-amz-checksum-crc32");
  ChunkChain chain = *caller.chunks;
  std::string body;
  const std::size_t first = std::min(data.size(), limits::kSignedChunkBytesMin);
  if (first > 0) append_chunk(body, chain, data.substr(0, first));
  if (first < data.size()) append_chunk(body, chain, data.substr(first));
  append_chunk(body, chain, "");
  body +=
      "x-amz-checksum-crc32:AAAAAA==\r\nx-amz-trailer-signature:" + chain.trailer("x-amz-checksum-crc32:AAAAAA==\n") +
      "\r\n\r\n";
  if (body.size() > s3_encoded_bytes_max(caller, data.size())) std::abort();
  const auto read = read_s3_body(caller, head, body);
  if (!read || read->bytes() != data || read->trailers.size() != 1) std::abort();
  body[flipped_bit / 8 % body.size()] ^= static_cast<char>(1 << flipped_bit % 8);
  const auto changed = read_s3_body(caller, head, body);
  // Digits and names may be in either case.
  if (changed && (changed->bytes() != data || changed->trailers != read->trailers)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string length = take_line(text);
  const std::size_t bit = std::hash<std::string>{}(length);
  const HttpHead head = head_of(std::move(length), take_line(text));
  check_unsigned(head, text);
  for (const Payload payload : {Payload::kSignedChunks, Payload::kSignedChunksTrailer})
    if (read_s3_body(caller_of(payload), head, text)) std::abort();
  check_own(text, bit);
  return 0;
}
