#include "api/auth/s3_body.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "api/auth/crypto.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/result.h"

namespace mien::api {
namespace {

constexpr std::string_view kAwsChunked = "aws-chunked";
constexpr std::string_view kDecodedLength = "x-amz-decoded-content-length";
constexpr std::string_view kTrailerNames = "x-amz-trailer";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";
constexpr std::string_view kChunkSignature = "chunk-signature";
constexpr std::string_view kLineEnd = "\r\n";

bool comes_in_chunks(Payload payload) { return payload != Payload::kHashed && payload != Payload::kUnsigned; }
bool has_trailer(Payload payload) {
  return payload == Payload::kSignedChunksTrailer || payload == Payload::kUnsignedTrailer;
}

/// Calls `use` with each item of a list with commas, without blanks; empty ones are passed over.
template <class Use>
void for_each_item(std::string_view list, const Use& use) {
  while (!list.empty()) {
    const auto end = list.find(',');
    const std::string_view item = trimmed(list.substr(0, end));
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    if (!item.empty()) use(item);
  }
}

std::unexpected<S3Error> incomplete() {
  return refuse(S3Problem::kIncompleteBody, "The request body is not that of whole chunks of the announced length.");
}

std::unexpected<S3Error> malformed_trailer() {
  return refuse(S3Problem::kMalformedTrailer,
                "The request contained trailing data that was not well-formed or did not conform to our published "
                "schema.");
}

std::unexpected<S3Error> bad_signature(std::string_view of) {
  return refuse(S3Problem::kBadSignature, "The signature of " + std::string(of) +
                                              " does not match what was calculated. Check your key and signing "
                                              "method.");
}

/// Takes a body out of its chunks. What was read stands before what is still to be read, in one string.
class ChunkReader {
 public:
  ChunkReader(const S3Caller& caller, std::string_view announced_trailers, std::size_t decoded_bytes, std::string& body)
      : chain_(caller.chunks),
        has_trailer_(has_trailer(caller.payload)),
        decoded_bytes_(decoded_bytes),
        body_(body),
        rest_(body) {
    for_each_item(announced_trailers, [this](std::string_view name) { announced_.push_back(lower_case(name)); });
  }

  /// The decoded bytes are the first `decoded_bytes` of the body afterwards.
  S3Result<void> read(std::vector<std::pair<std::string, std::string>>& trailers) {
    for (bool is_last = false; !is_last;) {
      MIEN_TRY(const std::size_t size, read_chunk());
      is_last = size == 0;
    }
    if (written_ != decoded_bytes_) return incomplete();
    if (has_trailer_) MIEN_TRY_VOID(read_trailers(trailers));
    if (!take(kLineEnd) || !rest_.empty()) return has_trailer_ ? malformed_trailer() : incomplete();
    return {};
  }

 private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  /// @return the chunk's size; 0 for the last.
  S3Result<std::size_t> read_chunk() {
    const auto line_end = rest_.substr(0, limits::kChunkLineBytesMax).find(kLineEnd);
    if (line_end == std::string_view::npos) return incomplete();
    std::string_view line = rest_.substr(0, line_end);
    rest_.remove_prefix(line_end + kLineEnd.size());
    const std::string_view digits = line.substr(0, line.find(';'));
    line.remove_prefix(digits.size());
    const auto size = number_of<std::size_t>(digits, 16);
    if (!size || *size > decoded_bytes_ - written_ || *size > rest_.size()) return incomplete();
    if (*size > 0 && chain_ && chunk_before_ < limits::kSignedChunkBytesMin)
      return refuse(S3Problem::kInvalidChunkSize, "Only the last chunk is allowed to have a size less than 8192 bytes");
    MIEN_TRY_VOID(check_chunk(rest_.substr(0, *size), line));
    if (*size == 0) return 0;
    std::memmove(body_.data() + written_, rest_.data(), *size);
    written_ += *size;
    rest_.remove_prefix(*size);
    chunk_before_ = *size;
    if (!take(kLineEnd)) return incomplete();
    return *size;
  }

  /// @param extension  what follows the length in the line: ";chunk-signature=..." or nothing.
  S3Result<void> check_chunk(std::string_view data, std::string_view extension) {
    if (!chain_) return extension.empty() ? S3Result<void>() : incomplete();
    const std::string_view name = extension.substr(0, extension.find('='));
    if (name != ";" + std::string(kChunkSignature) || name.size() == extension.size()) return incomplete();
    if (!equal_in_constant_time(chain_->next(data), extension.substr(name.size() + 1))) return bad_signature("a chunk");
    return {};
  }

  /// A line ends with CR LF, or as one of the SDKs (minio-go) has it with LF CR LF. nullopt: it ends nowhere, or late.
  std::optional<std::string_view> take_trailer_line() {
    const auto end = rest_.substr(0, limits::kTrailerLineBytesMax).find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    else if (!take(kLineEnd))
      return std::nullopt;
    return line;
  }

  S3Result<void> read_trailers(std::vector<std::pair<std::string, std::string>>& trailers) {
    std::string canonical;
    std::optional<std::string> signature;
    if (announced_.size() > limits::kTrailersMax) return malformed_trailer();
    while (!rest_.starts_with(kLineEnd)) {
      const auto line = take_trailer_line();
      const auto colon = line ? line->find(':') : std::string_view::npos;
      if (colon == std::string_view::npos || signature) return malformed_trailer();
      std::string name = lower_case(line->substr(0, colon));
      std::string value(trimmed(line->substr(colon + 1)));
      if (chain_ && name == kTrailerSignature) {
        signature = std::move(value);
        continue;
      }
      const auto place = std::ranges::find(announced_, name);
      if (place == announced_.end()) return malformed_trailer();
      announced_.erase(place);
      canonical += name + ":" + value + "\n";
      trailers.emplace_back(std::move(name), std::move(value));
    }
    if (!announced_.empty() || (chain_ && !signature)) return malformed_trailer();
    if (chain_ && !equal_in_constant_time(chain_->trailer(canonical), *signature)) return bad_signature("the trailer");
    return {};
  }

  std::optional<ChunkChain> chain_;
  bool has_trailer_;
  std::vector<std::string> announced_;  ///< Trailers that are still to come.
  std::size_t decoded_bytes_;
  std::string& body_;
  std::string_view rest_;  ///< Of the body.
  std::size_t written_ = 0;
  std::size_t chunk_before_ = limits::kSignedChunkBytesMin;
};

}  // namespace

std::optional<std::size_t> s3_body_bytes(const S3Caller& caller, const HttpHead& head) {
  if (!comes_in_chunks(caller.payload)) return head.announced_length();
  const auto text = head.header(kDecodedLength);
  return text ? number_of<std::size_t>(*text) : std::nullopt;
}

std::size_t s3_encoded_bytes_max(const S3Caller& caller, std::size_t decoded) {
  if (!comes_in_chunks(caller.payload)) return decoded;
  const std::size_t trailers = limits::kTrailersMax * limits::kTrailerLineBytesMax;
  // Unsigned chunks may be small, if not all of them tiny: an SDK makes one of each piece that a stream gives it.
  const std::size_t chunks = caller.chunks ? (decoded / limits::kSignedChunkBytesMin + 3) * limits::kChunkLineBytesMax
                                           : decoded / 16 + 2 * limits::kChunkLineBytesMax;
  return decoded + chunks + trailers;
}

std::string s3_content_encoding(const HttpHead& head) {
  std::string out;
  for (const HttpHeader& header : head.headers) {
    if (!equal_ignoring_case(header.name, "content-encoding")) continue;
    for_each_item(header.value, [&](std::string_view item) {
      if (equal_ignoring_case(item, kAwsChunked)) return;
      if (!out.empty()) out += ',';
      out += item;
    });
  }
  return out;
}

S3Result<S3Body> read_s3_body(const S3Caller& caller, const HttpHead& head, std::string_view body) {
  S3Body read{.sent = body};
  if (caller.payload == Payload::kHashed && hex(sha256(body)) != caller.payload_sha256)
    return refuse(S3Problem::kPayloadHashMismatch,
                  "The provided 'x-amz-content-sha256' header does not match what was computed.");
  if (!comes_in_chunks(caller.payload)) return read;
  const auto decoded_bytes = s3_body_bytes(caller, head);
  if (!decoded_bytes)
    return refuse(S3Problem::kNoDecodedLength, "You must provide the x-amz-decoded-content-length HTTP header.");
  std::string& bytes = read.unwrapped.emplace(body);
  ChunkReader reader(caller, head.header(kTrailerNames).value_or(""), *decoded_bytes, bytes);
  MIEN_TRY_VOID(reader.read(read.trailers));
  bytes.resize(*decoded_bytes);
  return read;
}

}  // namespace mien::api
