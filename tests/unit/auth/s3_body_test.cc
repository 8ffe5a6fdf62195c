#include "api/auth/s3_body.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "api/auth/checksums.h"
#include "core/limits.h"
#include "unit/auth/s3_world.h"

namespace mien::api {
namespace {

using s3_world::SetClock;
using s3_world::sign_head;

constexpr std::string_view kNow = "20260203T040506Z";
constexpr std::string_view kSignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
constexpr std::string_view kSignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
constexpr std::string_view kUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

std::string hex_size(std::size_t size) {
  std::string out;
  do out.insert(out.begin(), kHexDigits[size % 16]);
  while ((size /= 16) != 0);
  return out;
}

class S3BodyTest : public ::testing::Test {
 protected:
  struct Sent {
    HttpHead head;
    S3Caller caller;
  };
  Sent sent(std::string_view payload, std::size_t decoded, std::string trailer = "") const {
    HttpHead head{"PUT", "/faces/a.jpg", {{"Host", "127.0.0.1"}, {"Content-Encoding", "aws-chunked"}}, {}};
    head.headers.push_back({"X-Amz-Decoded-Content-Length", std::to_string(decoded)});
    if (!trailer.empty()) head.headers.push_back({"X-Amz-Trailer", std::move(trailer)});
    sign_head(head, kNow, payload);
    auto caller = verify_s3(head, "", s3_world::key_ring(), SetClock(kNow));
    EXPECT_TRUE(caller) << caller.error().message;
    return {std::move(head), *std::move(caller)};
  }
  static std::string signed_chunk(ChunkChain& chain, std::string_view data) {
    std::string out = hex_size(data.size()) + ";chunk-signature=" + chain.next(data) + "\r\n";
    if (!data.empty()) out += std::string(data) + "\r\n";
    return out;
  }
  static void expect_refused(const Sent& of, const std::string& body, S3Problem problem) {
    const auto read = read_s3_body(of.caller, of.head, body);
    ASSERT_FALSE(read) << body.substr(0, 200);
    EXPECT_EQ(read.error().problem, problem) << read.error().message;
  }
};

// Source: S3's API reference, "Signature calculations ... chunked upload", "Example: PUT object".
TEST_F(S3BodyTest, TakesTheChunkedExampleOfAwsDocumentation) {
  const RootKeyRing keys("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
  const HttpHead head{
      "PUT",
      "/examplebucket/chunkObject.txt",
      {{"Host", "s3.amazonaws.com"},
       {"x-amz-date", "20130524T000000Z"},
       {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
       {"Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders="
        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-"
        "storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"},
       {"x-amz-content-sha256", std::string(kSignedChunks)},
       {"Content-Encoding", "aws-chunked"},
       {"x-amz-decoded-content-length", "66560"},
       {"Content-Length", "66824"}},
      {}};
  const auto caller = verify_s3(head, "", keys, SetClock("20130524T000000Z"));
  ASSERT_TRUE(caller) << caller.error().message;
  const std::string body =
      "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
      std::string(65'536, 'a') +
      "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
      std::string(1024, 'a') +
      "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
  EXPECT_EQ(body.size(), 66'824U);
  EXPECT_EQ(s3_body_bytes(*caller, head), 66'560U);
  EXPECT_GE(s3_encoded_bytes_max(*caller, 66'560), body.size());
  const auto read = read_s3_body(*caller, head, body);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->bytes(), std::string(66'560, 'a'));
  EXPECT_TRUE(read->trailers.empty());
}

// Source: the same, "Including trailing headers".
TEST_F(S3BodyTest, TakesTheExampleWithATrailer) {
  const RootKeyRing keys("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
  const HttpHead head{
      "PUT",
      "/examplebucket/chunkObject.txt",
      {{"Host", "s3.amazonaws.com"},
       {"x-amz-date", "20130524T000000Z"},
       {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
       {"Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders="
        "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-"
        "trailer,Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"},
       {"x-amz-content-sha256", std::string(kSignedTrailer)},
       {"Content-Encoding", "aws-chunked"},
       {"x-amz-decoded-content-length", "66560"},
       {"x-amz-trailer", "x-amz-checksum-crc32c"}},
      {}};
  const auto caller = verify_s3(head, "", keys, SetClock("20130524T000000Z"));
  ASSERT_TRUE(caller) << caller.error().message;
  const std::string body =
      "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" +
      std::string(65'536, 'a') +
      "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n" +
      std::string(1024, 'a') +
      "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
      "x-amz-checksum-crc32c:sOO8/Q==\r\n"
      "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
  const auto read = read_s3_body(*caller, head, body);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->trailers.size(), 1U);
  EXPECT_EQ(read->trailers.front(), (std::pair<std::string, std::string>("x-amz-checksum-crc32c", "sOO8/Q==")));
  EXPECT_EQ(checksum_of(ChecksumKind::kCrc32c, read->bytes()).base64(), "sOO8/Q==");
}

TEST_F(S3BodyTest, TakesUnsignedTrailersAsSdksWriteThem) {
  const Sent of = sent(kUnsignedTrailer, 10, "x-amz-checksum-crc32");
  // botocore and AWS's others; minio-go; chunks of a stream.
  for (const std::string body : {"a\r\nbytes body\r\n0\r\nx-amz-checksum-crc32:LZexWA==\r\n\r\n",
                                 "A\r\nbytes body\r\n0\r\nX-Amz-Checksum-Crc32: LZexWA== \n\r\n\r\n",
                                 "5\r\nbytes\r\n05\r\n body\r\n0\r\nx-amz-checksum-crc32:LZexWA==\r\n\r\n"}) {
    const auto read = read_s3_body(of.caller, of.head, body);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->bytes(), "bytes body");
    ASSERT_EQ(read->trailers.size(), 1U);
    EXPECT_EQ(read->trailers.front().first, "x-amz-checksum-crc32");
    EXPECT_EQ(read->trailers.front().second, "LZexWA==");
  }
}

TEST_F(S3BodyTest, RefusesWhatIsNoWholeChunkedBody) {
  const Sent of = sent(kUnsignedTrailer, 10, "x-amz-checksum-crc32");
  const std::string trailer = "x-amz-checksum-crc32:LZexWA==\r\n\r\n";
  const std::string right = "a\r\nbytes body\r\n0\r\n" + trailer;
  for (std::size_t size = 0; size < right.size(); ++size) {
    const auto read = read_s3_body(of.caller, of.head, right.substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_TRUE(read.error().problem == S3Problem::kIncompleteBody ||
                read.error().problem == S3Problem::kMalformedTrailer);
  }
  for (const std::string& wrong :
       {"9\r\nbytes bod\r\n0\r\n" + trailer, "b\r\nbytes body!\r\n0\r\n" + trailer, "a\nbytes body\n0\n" + trailer,
        "a\r\nbytes body0\r\n" + trailer, "-a\r\nbytes body\r\n0\r\n" + trailer, "\r\nbytes body\r\n0\r\n" + trailer,
        "fffffffffffffffff\r\nbytes body\r\n0\r\n" + trailer, "0xa\r\nbytes body\r\n0\r\n" + trailer,
        "a;chunk-signature=x\r\nbytes body\r\n0\r\n" + trailer,
        std::string(200, '0') + "a\r\nbytes body\r\n0\r\n" + trailer})
    expect_refused(of, wrong, S3Problem::kIncompleteBody);
  const std::string front = "a\r\nbytes body\r\n0\r\n";
  for (const std::string& wrong :
       {front + "\r\n", front + trailer + "x", front + "x-amz-checksum-crc32c:LZexWA==\r\n\r\n",
        front + "x-amz-checksum-crc32:LZexWA==\r\nx-amz-checksum-crc32:LZexWA==\r\n\r\n",
        front + "x-amz-checksum-crc32:LZexWA==\r\nx-amz-meta-a:b\r\n\r\n", front + "x-amz-checksum-crc32\r\n\r\n",
        front + "x-amz-checksum-crc32:LZexWA==\n\n",
        front + "x-amz-checksum-crc32:" + std::string(300, 'x') + "\r\n\r\n",
        front + "x-amz-checksum-crc32:LZexWA==\r\nx-amz-trailer-signature:x\r\n\r\n"})
    expect_refused(of, wrong, S3Problem::kMalformedTrailer);
  HttpHead head = of.head;
  std::erase_if(head.headers, [](const HttpHeader& h) { return h.name == "X-Amz-Decoded-Content-Length"; });
  const auto read = read_s3_body(of.caller, head, right);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().problem, S3Problem::kNoDecodedLength);
}

TEST_F(S3BodyTest, TakesAtMostEightTrailers) {
  std::string names;
  std::string lines;
  for (std::size_t i = 0; i <= limits::kTrailersMax; ++i) {
    const std::string name = "x-amz-checksum-" + std::to_string(i);
    if (i == limits::kTrailersMax) {
      const Sent of = sent(kUnsignedTrailer, 1, names);
      EXPECT_TRUE(read_s3_body(of.caller, of.head, "1\r\na\r\n0\r\n" + lines + "\r\n"));
    }
    names += (i == 0 ? "" : ",") + name;
    lines += name + ":a\r\n";
  }
  expect_refused(sent(kUnsignedTrailer, 1, names), "1\r\na\r\n0\r\n" + lines + "\r\n", S3Problem::kMalformedTrailer);
}

TEST_F(S3BodyTest, RefusesAnyChangeOfSignedChunks) {
  const std::string big(limits::kSignedChunkBytesMin, 'x');
  const Sent of = sent(kSignedTrailer, big.size() + 4, "x-amz-checksum-crc32");
  ChunkChain chain = *of.caller.chunks;
  const std::string first = signed_chunk(chain, big);
  const std::string second = signed_chunk(chain, "tail");
  const std::string last = signed_chunk(chain, "");
  const std::string trailer = "x-amz-checksum-crc32:AAAAAA==\r\n";
  const std::string end = "x-amz-trailer-signature:" + chain.trailer("x-amz-checksum-crc32:AAAAAA==\n") + "\r\n\r\n";
  const std::string right = first + second + last + trailer + end;
  ASSERT_TRUE(read_s3_body(of.caller, of.head, right));
  for (const std::string_view what : {"xx", "tail", "AAAAAA=="}) {
    std::string changed = right;
    changed[changed.rfind(what)] ^= 1;
    expect_refused(of, changed, S3Problem::kBadSignature);
  }
  for (std::size_t at = right.find("chunk-signature="); at != std::string::npos;
       at = right.find("chunk-signature=", at + 1)) {
    std::string changed = right;
    changed[at + 20] = changed[at + 20] == 'a' ? 'b' : 'a';
    expect_refused(of, changed, S3Problem::kBadSignature);
  }
  expect_refused(of, second + first + last + trailer + end, S3Problem::kBadSignature);
  expect_refused(of, first + second + last + end, S3Problem::kMalformedTrailer);
  expect_refused(of, first + second + last + trailer + "\r\n", S3Problem::kMalformedTrailer);
  expect_refused(of, first + second + last + end.substr(0, end.size() - 2) + trailer + "\r\n",
                 S3Problem::kMalformedTrailer);
  expect_refused(of, hex_size(big.size()) + "\r\n" + big + "\r\n0\r\n\r\n", S3Problem::kIncompleteBody);
}

TEST_F(S3BodyTest, WantsSignedChunksOf8KilobytesButTheLast) {
  const std::string small(limits::kSignedChunkBytesMin - 1, 'x');
  const Sent of = sent(kSignedChunks, small.size() + 1);
  ChunkChain chain = *of.caller.chunks;
  std::string body = signed_chunk(chain, small);
  body += signed_chunk(chain, "x");
  body += signed_chunk(chain, "") + "\r\n";
  expect_refused(of, body, S3Problem::kInvalidChunkSize);
}

TEST_F(S3BodyTest, GivesBackWhateverWasCutIntoChunks) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50; ++round) {
    const bool is_signed = round % 2 == 0;
    std::string data(std::uniform_int_distribution<std::size_t>(0, 60'000)(random), '\0');
    for (char& c : data) c = static_cast<char>(random());
    const Sent of = sent(is_signed ? kSignedChunks : kUnsignedTrailer, data.size());
    std::optional<ChunkChain> chain = of.caller.chunks;
    std::string body;
    for (std::string_view rest = data; !rest.empty();) {
      const auto size = std::min<std::size_t>(
          rest.size(), std::uniform_int_distribution<std::size_t>(limits::kSignedChunkBytesMin, 20'000)(random));
      if (chain)
        body += signed_chunk(*chain, rest.substr(0, size));
      else
        body += hex_size(size) + "\r\n" + std::string(rest.substr(0, size)) + "\r\n";
      rest.remove_prefix(size);
    }
    body += (chain ? signed_chunk(*chain, "") : "0\r\n") + "\r\n";
    EXPECT_LE(body.size(), s3_encoded_bytes_max(of.caller, data.size()));
    const auto read = read_s3_body(of.caller, of.head, body);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->bytes(), data);
  }
}

TEST_F(S3BodyTest, HoldsABodyToItsDeclaredHash) {
  S3Caller hashed{.principal = {"AKID", Role::kAdmin}};
  hashed.payload = Payload::kHashed;
  hashed.payload_sha256 = hex(sha256("a picture"));
  const std::string picture = "a picture";
  const auto same = read_s3_body(hashed, {}, picture);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->bytes().data(), picture.data()) << "looked at where it lies";
  const auto other = read_s3_body(hashed, {}, "a picturE");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().problem, S3Problem::kPayloadHashMismatch);
  const S3Caller free{.principal = {"AKID", Role::kAdmin}};
  EXPECT_EQ(read_s3_body(free, {}, "whatever")->bytes(), "whatever");
}

TEST_F(S3BodyTest, LeavesAwsChunkedOutOfTheObjectsEncoding) {
  const auto encoding = [](std::vector<HttpHeader> headers) {
    return s3_content_encoding({"PUT", "/", std::move(headers), {}});
  };
  EXPECT_EQ(encoding({}), "");
  EXPECT_EQ(encoding({{"Content-Encoding", "aws-chunked"}}), "");
  EXPECT_EQ(encoding({{"Content-Encoding", "aws-chunked, gzip"}}), "gzip");
  EXPECT_EQ(encoding({{"Content-Encoding", "gzip,AWS-Chunked"}}), "gzip");
  EXPECT_EQ(encoding({{"content-encoding", "br"}, {"content-encoding", "aws-chunked"}}), "br");
}

}  // namespace
}  // namespace mien::api
