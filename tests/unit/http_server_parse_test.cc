#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http_server/body_rate.h"
#include "adapters/http_server/byte_budget.h"
#include "adapters/http_server/chunked_decoder.h"
#include "adapters/http_server/connection_limits.h"
#include "adapters/http_server/head_parser.h"
#include "adapters/http_server/input_buffer.h"
#include "adapters/http_server/response_head.h"

namespace mien::http_server {
namespace {

constexpr HeadLimits kLimits{.headers_max = 4, .target_bytes_max = 32};

struct Parsed {
  RequestHead head;
  int status = 0;  ///< Of the refusal.
};

Parsed parse(std::string_view text) {
  Parsed parsed;
  HeadScanner scanner;
  const auto state = scanner.scan(text);
  if (state == HeadScanner::State::kMore) return parsed;
  if (state == HeadScanner::State::kMalformed) {
    parsed.status = 400;
    return parsed;
  }
  if (const auto refusal =
          parse_head(text.substr(scanner.begin(), scanner.end() - scanner.begin()), kLimits, parsed.head))
    parsed.status = refusal->status;
  else
    parsed.status = 200;
  return parsed;
}

TEST(HttpHeadParser, ReadsRequestLineAndHeaders) {
  const auto parsed = parse("POST /a%20b?c=d HTTP/1.1\r\nHost: h:80\r\nX-A: \t one two \r\nContent-Length: 7\r\n\r\n");
  ASSERT_EQ(parsed.status, 200);
  const HttpHead& head = parsed.head.head;
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/a%20b?c=d");
  EXPECT_EQ(head.path(), "/a%20b");
  EXPECT_EQ(head.query(), "c=d");
  EXPECT_EQ(head.header("x-a"), "one two");
  EXPECT_EQ(parsed.head.framing, Framing::kLength);
  EXPECT_EQ(parsed.head.body_bytes, 7U);
  EXPECT_TRUE(parsed.head.http11);
  EXPECT_TRUE(parsed.head.keep_alive);
}

TEST(HttpHeadParser, KnowsWhenTheConnectionStays) {
  EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, CLOSE\r\n\r\n").head.keep_alive);
  EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n").head.keep_alive);
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head.keep_alive);
}

TEST(HttpHeadParser, ForgivesOneEmptyLineBeforeTheRequest) {
  EXPECT_EQ(parse("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  EXPECT_EQ(parse("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 400);
}

TEST(HttpHeadParser, ScansTheSameHoweverTheBytesArrive) {
  const std::string text = "\r\nGET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\nrest";
  HeadScanner scanner;
  std::size_t arrived = 0;
  HeadScanner::State state = HeadScanner::State::kMore;
  while (state == HeadScanner::State::kMore && arrived < text.size())
    state = scanner.scan(std::string_view(text).substr(0, ++arrived));
  EXPECT_EQ(state, HeadScanner::State::kComplete);
  EXPECT_EQ(arrived, text.size() - 4);
  EXPECT_EQ(scanner.begin(), 2U);
  EXPECT_EQ(scanner.end(), arrived);
}

TEST(HttpHeadParser, ReducesTargetsToOriginForm) {
  EXPECT_EQ(parse("GET http://h/a?b HTTP/1.1\r\nHost: H\r\n\r\n").head.head.target, "/a?b");
  EXPECT_EQ(parse("GET HTTPS://h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n").head.head.target, "/");
  EXPECT_EQ(parse("GET http://h?b HTTP/1.1\r\nHost: h\r\n\r\n").head.head.target, "/?b");
  EXPECT_EQ(parse("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").head.head.target, "*");
}

struct Refused {
  const char* name;
  std::string text;
  int status;
};
void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

class HttpHeadParserRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(HttpHeadParserRefuses, WithItsStatus) { EXPECT_EQ(parse(GetParam().text).status, GetParam().status); }

std::string with(std::string_view headers, std::string_view line = "POST / HTTP/1.1") {
  return std::string(line) + "\r\nHost: h\r\n" + std::string(headers) + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Smuggling, HttpHeadParserRefuses,
    ::testing::Values(
        Refused{"LengthThenChunked", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        Refused{"ChunkedThenLength", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        Refused{"DifferingLengths", with("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
        Refused{"EqualLengths", with("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
        Refused{"ListOfLengths", with("Content-Length: 3, 3\r\n"), 400},
        Refused{"SignedLength", with("Content-Length: +3\r\n"), 400},
        Refused{"NegativeLength", with("Content-Length: -3\r\n"), 400},
        Refused{"HexLength", with("Content-Length: 0x3\r\n"), 400},
        Refused{"HugeLength", with("Content-Length: 18446744073709551616\r\n"), 400},
        Refused{"EmptyLength", with("Content-Length: \r\n"), 400},
        Refused{"UnknownCoding", with("Transfer-Encoding: gzip\r\n"), 400},
        Refused{"CodingBeforeChunked", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
        Refused{"CodingAfterChunked", with("Transfer-Encoding: chunked, identity\r\n"), 400},
        Refused{"TwoCodings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        Refused{"AlmostChunked", with("Transfer-Encoding: xchunked\r\n"), 400},
        Refused{"VerticalTabChunked", with("Transfer-Encoding: \vchunked\r\n"), 400},
        Refused{"ChunkedInHttp10", with("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0"), 400},
        Refused{"SpaceBeforeColon", with("Content-Length : 3\r\n"), 400},
        Refused{"TabBeforeColon", with("Content-Length\t: 3\r\n"), 400}, Refused{"Folded", with("A: b\r\n c\r\n"), 400},
        Refused{"FoldedByTab", with("A: b\r\n\tc\r\n"), 400},
        Refused{"SpaceBeforeFirstHeader", "GET / HTTP/1.1\r\n A: b\r\nHost: h\r\n\r\n", 400},
        Refused{"NulInValue", with(std::string("A: b\0c\r\n", 8)), 400}, Refused{"CrInValue", with("A: b\rc\r\n"), 400},
        Refused{"LfInValue", with("A: b\nC: d\r\n"), 400}, Refused{"DelInValue", with("A: b\x7f\r\n"), 400},
        Refused{"NulInName", with(std::string("A\0: b\r\n", 7)), 400}, Refused{"EmptyName", with(": b\r\n"), 400},
        Refused{"NoColon", with("A\r\n"), 400}, Refused{"BareLfs", "GET / HTTP/1.1\nHost: h\n\n", 400}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    RequestLine, HttpHeadParserRefuses,
    ::testing::Values(
        Refused{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400}, Refused{"TwoHosts", with("Host: h\r\n"), 400},
        Refused{"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        Refused{"HostWithPath", "GET / HTTP/1.1\r\nHost: h/x\r\n\r\n", 400},
        Refused{"HostWithUser", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", 400},
        Refused{"TwoHostsInHttp10", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", 400},
        Refused{"AuthorityForm", with("", "CONNECT h:443 HTTP/1.1"), 400},
        Refused{"OtherAuthority", with("", "GET http://other/ HTTP/1.1"), 400},
        Refused{"UserInAuthority", with("", "GET http://u@h/ HTTP/1.1"), 400},
        Refused{"NoAuthority", with("", "GET http:/// HTTP/1.1"), 400},
        Refused{"OtherScheme", with("", "GET file:///etc HTTP/1.1"), 400},
        Refused{"RelativeTarget", with("", "GET a HTTP/1.1"), 400},
        Refused{"StarForGet", with("", "GET * HTTP/1.1"), 400}, Refused{"Fragment", with("", "GET /a#b HTTP/1.1"), 400},
        Refused{"NonAsciiTarget", with("", "GET /\xc3\xa9 HTTP/1.1"), 400},
        Refused{"TabInTarget", with("", "GET /a\tb HTTP/1.1"), 400},
        Refused{"SpaceInTarget", with("", "GET /a b HTTP/1.1"), 400},
        Refused{"TwoSpaces", with("", "GET /  HTTP/1.1"), 400}, Refused{"NoTarget", with("", "GET HTTP/1.1"), 400},
        Refused{"NoVersion", with("", "GET /"), 400}, Refused{"TrailingSpace", with("", "GET / HTTP/1.1 "), 400},
        Refused{"LowerCaseVersion", with("", "GET / http/1.1"), 400},
        Refused{"MethodWithControl", with("", "GE\x01T / HTTP/1.1"), 400},
        Refused{"Http2", with("", "PRI * HTTP/2.0"), 505}, Refused{"Http12", with("", "GET / HTTP/1.2"), 505},
        Refused{"Http09", with("", "GET / HTTP/0.9"), 505},
        Refused{"LongTarget", with("", "GET /" + std::string(32, 'a') + " HTTP/1.1"), 414},
        Refused{"ManyHeaders", with("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n"), 431},
        Refused{"UnknownExpectation", with("Expect: tea\r\n"), 417}),
    [](const auto& test) { return test.param.name; });

TEST(HttpHeadParser, TellsWhatItReadOfARefusedRequest) {
  const auto parsed = parse("PUT /x HTTP/1.1\r\nA: b\r\nContent-Length: x\r\n\r\n");
  EXPECT_EQ(parsed.status, 400);
  EXPECT_EQ(parsed.head.head.method, "PUT");
  EXPECT_EQ(parsed.head.head.target, "/x");
  EXPECT_EQ(parsed.head.head.header("a"), "b");
}

struct Decoded {
  ChunkedDecoder::State state = ChunkedDecoder::State::kMore;
  std::string body;
  std::size_t consumed = 0;
};

/// Feeds `text` in pieces whose lengths `piece` tells.
template <class Piece>
Decoded decode(std::string_view text, Piece piece) {
  Decoded decoded;
  ChunkedDecoder decoder(32, 32);
  while (decoded.state == ChunkedDecoder::State::kMore && decoded.consumed < text.size()) {
    const auto step = decoder.decode(text.substr(decoded.consumed, piece()), decoded.body);
    decoded.state = step.state;
    decoded.consumed += step.consumed;
  }
  return decoded;
}

Decoded decode(std::string_view text) {
  return decode(text, [&] { return text.size(); });
}

TEST(ChunkedDecoder, JoinsChunksAndStopsAtTheEnd) {
  const auto decoded = decode("3\r\nabc\r\n00A;x=\"y z\"\r\n0123456789\r\n0;e\r\nTrailer: t\r\n\r\nGET /");
  EXPECT_EQ(decoded.state, ChunkedDecoder::State::kDone);
  EXPECT_EQ(decoded.body, "abc0123456789");
  EXPECT_EQ(decoded.consumed,
            std::string_view("3\r\nabc\r\n00A;x=\"y z\"\r\n0123456789\r\n0;e\r\nTrailer: t\r\n\r\n").size());
}

TEST(ChunkedDecoder, NeedsTheWholeEnd) {
  for (const std::string_view text :
       {"", "3", "3\r", "3\r\n", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n", "0\r\n", "0\r\n\r"})
    EXPECT_EQ(decode(text).state, ChunkedDecoder::State::kMore) << text;
  EXPECT_EQ(decode("0\r\n\r\n").state, ChunkedDecoder::State::kDone);
}

TEST(ChunkedDecoder, RefusesWhatIsNotAChunk) {
  for (const std::string_view text : {"\r\n",
                                      ";x\r\n",
                                      "g\r\n",
                                      "-1\r\n",
                                      "+1\r\n",
                                      " 1\r\n",
                                      "1 \r\n",
                                      "0x1\r\n",
                                      "1\n",
                                      "1\ra",
                                      "1\r\nab",
                                      "1\r\na\n",
                                      "1\r\na\ra",
                                      "00000000000000001\r\na",
                                      "1;\x01\r\n",
                                      "1;a\nb",
                                      "0\r\n\n",
                                      "0\r\n\rx",
                                      "0\r\n a: b\r\n",
                                      "0\r\nab\r\n",
                                      "0\r\n: b\r\n",
                                      "0\r\na: b\n",
                                      "0\r\na: b\rc",
                                      "0\r\nGET / HTTP/1.1\r\n"})
    EXPECT_EQ(decode(text).state, ChunkedDecoder::State::kMalformed) << text;
}

TEST(ChunkedDecoder, CountsTheBodyBeforeItArrives) {
  EXPECT_EQ(decode("20\r\n").state, ChunkedDecoder::State::kMore);
  EXPECT_EQ(decode("21\r\n").state, ChunkedDecoder::State::kTooLarge);
  EXPECT_EQ(decode("ffffffffffffffff\r\n").state, ChunkedDecoder::State::kTooLarge);
  EXPECT_EQ(decode("1\r\na\r\n20\r\n").state, ChunkedDecoder::State::kTooLarge);
  EXPECT_EQ(decode("1\r\na\r\nffffffffffffffff\r\n").state, ChunkedDecoder::State::kTooLarge);
}

TEST(ChunkedDecoder, LimitsExtensionsAndTrailers) {
  EXPECT_EQ(decode("1;" + std::string(33, 'x') + "\r\n").state, ChunkedDecoder::State::kMalformed);
  EXPECT_EQ(decode("0\r\na:" + std::string(33, 'x') + "\r\n").state, ChunkedDecoder::State::kMalformed);
}

TEST(ChunkedDecoder, DecodesTheSameHoweverTheBytesArrive) {
  const std::uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  const std::string_view alphabet = "0123aF;:\r\n\r\n\r\n x";
  for (int round = 0; round < 3000; ++round) {
    std::string text = round % 2 == 0 ? "3\r\nabc\r\n1;e\r\nd\r\n0\r\nT: u\r\n\r\n" : "";
    for (int i = 0; i < 4; ++i) text.insert(random() % (text.size() + 1), 1, alphabet[random() % alphabet.size()]);
    const auto whole = decode(text);
    const auto pieces = decode(text, [&] { return 1 + random() % 3; });
    ASSERT_EQ(whole.state, pieces.state) << "seed " << seed << " round " << round;
    ASSERT_EQ(whole.body, pieces.body) << "seed " << seed << " round " << round;
    ASSERT_EQ(whole.consumed, pieces.consumed) << "seed " << seed << " round " << round;
  }
}

std::string head_text(const HttpResponse& response, std::string_view method = "GET") {
  std::string out = "left from before";
  write_response_head(response, method, Connection::kKeepAlive, "D", out);
  return out;
}

TEST(HttpResponseHead, CarriesFramingAndTheHandlersHeaders) {
  EXPECT_EQ(head_text({.status = 404, .headers = {{"X-A", "b"}}, .body = "12345"}),
            "HTTP/1.1 404 Not Found\r\nServer: mien\r\nDate: D\r\nContent-Length: 5\r\nConnection: keep-alive\r\n"
            "X-A: b\r\n\r\n");
}

TEST(HttpResponseHead, DropsTheHandlersOwnFraming) {
  EXPECT_EQ(head_text({.status = 200,
                       .headers = {{"content-length", "9"},
                                   {"Transfer-Encoding", "chunked"},
                                   {"CONNECTION", "close"},
                                   {"Date", "x"},
                                   {"Server", "y"},
                                   {"Keep-Alive", "z"}},
                       .body = "1"}),
            "HTTP/1.1 200 OK\r\nServer: mien\r\nDate: D\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\n");
}

TEST(HttpResponseHead, GivesHeadTheLengthThatGetWouldHave) {
  EXPECT_NE(head_text({.status = 200, .headers = {}, .body = "12345"}, "HEAD").find("Content-Length: 5\r\n"),
            std::string::npos);
  EXPECT_NE(head_text({.status = 200, .headers = {{"Content-Length", "77"}}, .body = ""}, "HEAD")
                .find("Content-Length: 77\r\n"),
            std::string::npos);
  EXPECT_NE(head_text({.status = 200, .headers = {{"Content-Length", "7x"}}, .body = ""}, "HEAD")
                .find("Content-Length: 0\r\n"),
            std::string::npos);
}

TEST(HttpResponseHead, HasNoLengthWhereThereIsNeverABody) {
  for (const int status : {204, 304}) {
    const HttpResponse response{.status = status, .headers = {}, .body = "x"};
    EXPECT_EQ(head_text(response).find("Content-Length"), std::string::npos);
    EXPECT_FALSE(sends_body(response, "GET"));
  }
}

TEST(HttpResponseHead, KnowsWhatMustNotBeSent) {
  EXPECT_TRUE(is_sendable({.status = 200, .headers = {{"A", "b\tc \xc3\xa9"}, {"B", ""}}, .body = "\r\n"}));
  EXPECT_FALSE(is_sendable({.status = 200, .headers = {{"A", "b\r\nSet-Cookie: c"}}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 200, .headers = {{"A", "b\nc"}}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 200, .headers = {{"A", std::string(1, '\0')}}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 200, .headers = {{"A: b\r\nC", "d"}}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 200, .headers = {{"", "d"}}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 100, .headers = {}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 0, .headers = {}, .body = ""}));
  EXPECT_FALSE(is_sendable({.status = 600, .headers = {}, .body = ""}));
}

TEST(HttpResponseHead, WritesDatesAsTheRfcDoes) {
  EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

AddressBytes ipv6(std::uint8_t network, std::uint8_t host) {
  AddressBytes address{0x20, 0x01};
  address[7] = network;
  address[15] = host;
  return address;
}

TEST(ConnectionLimits, CountsAnIpv6NetworkAsOneAddress) {
  ConnectionLimits limits(10, 1);
  const auto first = limits.take(ipv6(1, 1));
  EXPECT_EQ(first.verdict(), ConnectionLimits::Verdict::kServe);
  EXPECT_EQ(limits.take(ipv6(1, 2)).verdict(), ConnectionLimits::Verdict::kTurnAway);
  EXPECT_EQ(limits.take(ipv6(2, 1)).verdict(), ConnectionLimits::Verdict::kServe);
}

TEST(ConnectionLimits, CountsEachIpv4AddressForItself) {
  ConnectionLimits limits(10, 1);
  AddressBytes one{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1};
  AddressBytes two = one;
  two[15] = 2;
  const auto first = limits.take(one);
  EXPECT_EQ(limits.take(one).verdict(), ConnectionLimits::Verdict::kTurnAway);
  EXPECT_EQ(limits.take(two).verdict(), ConnectionLimits::Verdict::kServe);
}

TEST(ConnectionLimits, DropsAFloodWithoutAWord) {
  ConnectionLimits limits(0, 1);
  std::vector<ConnectionLimits::Slot> slots;
  for (int i = 0; i < 32; ++i) slots.push_back(limits.take(ipv6(1, 1)));
  EXPECT_EQ(slots.back().verdict(), ConnectionLimits::Verdict::kTurnAway);
  EXPECT_EQ(limits.take(ipv6(2, 1)).verdict(), ConnectionLimits::Verdict::kDrop);
  slots.pop_back();
  EXPECT_EQ(limits.take(ipv6(2, 1)).verdict(), ConnectionLimits::Verdict::kTurnAway);
}

constexpr std::size_t kMb = 1'000'000;  // What counts is far above what does not.

ByteBudget::Holder stranger(std::uint8_t network) { return {ipv6(network, 0), false}; }
ByteBudget::Holder proven(std::uint8_t network) { return {ipv6(network, 0), true}; }

TEST(ByteBudget, HoldsEachAddressToItsShareAndAllToTheWhole) {
  ByteBudget budget({.all = 100 * kMb, .per_address = 60 * kMb, .unproven = 100 * kMb});
  ByteBudget::Share one(budget, stranger(1));
  EXPECT_FALSE(one.hold(61 * kMb));
  EXPECT_TRUE(one.hold(60 * kMb));
  EXPECT_FALSE(ByteBudget::Share(budget, stranger(1)).hold(kMb));
  ByteBudget::Share two(budget, stranger(2));
  EXPECT_FALSE(two.hold(41 * kMb));
  EXPECT_TRUE(two.hold(40 * kMb));
  EXPECT_FALSE(ByteBudget::Share(budget, stranger(3)).hold(kMb));
  one.release();
  EXPECT_TRUE(two.hold(60 * kMb));
  EXPECT_FALSE(two.hold(61 * kMb));
  EXPECT_TRUE(one.hold(40 * kMb));
  EXPECT_FALSE(one.hold(41 * kMb));
}

TEST(ByteBudget, LeavesARestForSendersWhoAreProven) {
  ByteBudget budget({.all = 100 * kMb, .per_address = 60 * kMb, .unproven = 70 * kMb});
  ByteBudget::Share one(budget, stranger(1)), two(budget, stranger(2)), three(budget, proven(3));
  EXPECT_TRUE(one.hold(60 * kMb));
  EXPECT_FALSE(two.hold(11 * kMb));
  EXPECT_TRUE(two.hold(10 * kMb));
  EXPECT_TRUE(three.hold(30 * kMb));
  EXPECT_FALSE(three.hold(31 * kMb));
  one.release();
  EXPECT_TRUE(three.hold(60 * kMb));
  ByteBudget::Share four(budget, stranger(4));
  EXPECT_TRUE(four.hold(30 * kMb));
  EXPECT_FALSE(four.hold(31 * kMb));
}

TEST(ByteBudget, LeavesARestForSendersWhoNameAKey) {
  ByteBudget budget({.all = 100 * kMb, .per_address = 60 * kMb, .unproven = 70 * kMb, .strangers = 20 * kMb});
  ByteBudget::Share nobody(budget, {ipv6(1, 0), false, true}), nobody_else(budget, {ipv6(2, 0), false, true});
  EXPECT_FALSE(nobody.hold(21 * kMb));
  EXPECT_TRUE(nobody.hold(20 * kMb));
  EXPECT_FALSE(nobody_else.hold(kMb));
  ByteBudget::Share named(budget, {ipv6(3, 0), false});
  EXPECT_TRUE(named.hold(50 * kMb));
  nobody.release();
  EXPECT_TRUE(nobody_else.hold(20 * kMb));
  EXPECT_FALSE(named.hold(51 * kMb));
}

TEST(ByteBudget, GetsEachShareBackOnceInTheNameOfItsHolder) {
  ByteBudget budget({.all = 100 * kMb, .per_address = 60 * kMb, .unproven = 60 * kMb});
  {
    ByteBudget::Share share(budget, stranger(1));
    EXPECT_TRUE(share.hold(60 * kMb));
    ByteBudget::Share moved(std::move(share));
    ByteBudget::Share other(budget, proven(2));
    EXPECT_TRUE(other.hold(40 * kMb));
    other = std::move(moved);  // What it held for another is free.
    EXPECT_TRUE(ByteBudget::Share(budget, proven(2)).hold(40 * kMb));
    EXPECT_FALSE(ByteBudget::Share(budget, stranger(3)).hold(kMb));
  }
  EXPECT_TRUE(ByteBudget::Share(budget, stranger(1)).hold(60 * kMb));
  ByteBudget::Share whole(budget, proven(1)), rest(budget, proven(2));
  EXPECT_TRUE(whole.hold(60 * kMb));
  EXPECT_TRUE(rest.hold(40 * kMb));
}

TEST(ByteBudget, DoesNotCountWhatIsSmall) {
  ByteBudget budget({});
  ByteBudget::Share share(budget, stranger(1));
  EXPECT_TRUE(share.hold(ByteBudget::kUncountedBytesMax));
  EXPECT_FALSE(share.hold(ByteBudget::kUncountedBytesMax + 1));
}

/// What is put into it comes out in order, however much at a time.
TEST(InputBuffer, GivesWhatItWasGiven) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::size_t bytes_max = 1 + random() % 9;
  InputBuffer input(bytes_max);
  char next_in = 0;
  char next_out = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::span<char> space = input.space();
    EXPECT_EQ(space.empty(), input.is_full());
    const std::size_t in = random() % (space.size() + 1);
    for (char& c : space.first(in)) c = next_in++;
    input.add(in);
    const std::size_t out = random() % (input.bytes().size() + 1);
    for (const char c : input.bytes().substr(0, out)) ASSERT_EQ(c, next_out++);
    input.consume(out);
    EXPECT_EQ(input.is_empty(), input.bytes().empty());
    EXPECT_LE(input.bytes().size(), bytes_max);
  }
}

TEST(BodyRate, IsAskedForAtEveryMomentWhateverCameBefore) {
  using std::chrono::milliseconds;
  const BodyRate::TimePoint start{};
  BodyRate rate(1000, milliseconds(5000));
  EXPECT_FALSE(rate.is_late(start + std::chrono::hours(1))) << "no body is read";
  rate.begin(start);
  EXPECT_FALSE(rate.is_late(start + milliseconds(4999)));
  EXPECT_TRUE(rate.is_late(start + milliseconds(5000)));
  // Exactly the rate, late by almost the whole window.
  rate.add(1000, start + milliseconds(4999));
  EXPECT_FALSE(rate.is_late(start + milliseconds(5999)));
  EXPECT_TRUE(rate.is_late(start + milliseconds(6000)));
  // A lot at once earns one window.
  rate.add(1'000'000'000, start + milliseconds(5500));
  EXPECT_FALSE(rate.is_late(start + milliseconds(10'499)));
  EXPECT_TRUE(rate.is_late(start + milliseconds(10'500)));
  rate.end();
  EXPECT_FALSE(rate.is_late(start + std::chrono::hours(1)));
}

TEST(BodyRate, LetsASlowAndSteadyClientGoOn) {
  using std::chrono::milliseconds;
  const BodyRate::TimePoint start{};
  BodyRate rate(1000, milliseconds(5000));
  rate.begin(start);
  for (int second = 1; second <= 60; ++second) {
    ASSERT_FALSE(rate.is_late(start + std::chrono::seconds(second))) << second;
    rate.add(1000, start + std::chrono::seconds(second));
  }
}

TEST(BodyRate, TakesAnyNumbers) {
  const BodyRate::TimePoint start{};
  BodyRate rate(1, std::chrono::milliseconds(1));
  rate.begin(start);
  rate.add(std::numeric_limits<std::size_t>::max(), start);
  EXPECT_TRUE(rate.is_late(start + std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace mien::http_server
