#include "serve/source_objects.h"

#include <gtest/gtest.h>

#include "api/auth/sigv4_verify.h"
#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_sender.h"

namespace mien::cli {
namespace {

class SourceObjectsTest : public ::testing::Test {
 protected:
  static S3Access access() {
    return {.origin = "http://s3.example:9000",
            .host = "s3.example:9000",
            .region = "eu-west-1",
            .access_key_id = "SOURCEID",
            .secret = Secret("source-secret")};
  }
  /// The methods that were sent, each signed by the source's key for what it asks.
  std::string methods() {
    std::string out;
    for (const HttpSending& sent : sender.sent()) {
      out += sent.method + " ";
      HttpRequest received;
      received.head.method = sent.method;
      received.head.target = sent.url.substr(access().origin.size());
      received.head.headers = sent.headers;
      const api::RootKeyRing keys("SOURCEID", Secret("source-secret"));
      const auto verified = api::sigv4::verify(received, keys, clock, api::sigv4::PathRule::kAsSent);
      EXPECT_TRUE(verified) << sent.url << (verified ? "" : verified.error().message);
    }
    return out;
  }
  std::uint64_t sequence(std::string_view etag) const { return app::sequence_of_etag(etag, ids); }

  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::FakeSender sender;
  SourceObjects objects{access(), {sender, clock, ids}, {}};
  const std::string key = "index/Nguy\xE1\xBB\x85n V\xC4\x83n A+b %41.jpg";
};

TEST_F(SourceObjectsTest, AreReadWithWhatTellsWhoTheyAreOf) {
  sender.answer(200, {{"ETag", "\"e1\""}, {"X-Amz-Meta-FullName", "Ann"}, {"x-amz-meta-other", ""}, {"Server", "x"}},
                "bytes");
  const auto upload = objects.read("photos", key, 5);
  ASSERT_TRUE(upload) << upload.error().message;
  EXPECT_EQ(upload->bytes.size(), 5U);
  EXPECT_EQ(upload->sequence, sequence("e1"));
  EXPECT_EQ(upload->metadata, (TextMap{{"fullname", "Ann"}, {"other", ""}}));
  EXPECT_EQ(methods(), "GET ");
  EXPECT_EQ(sender.sent()[0].url, "http://s3.example:9000/photos/index/Nguy%E1%BB%85n%20V%C4%83n%20A%2Bb%20%2541.jpg");
}

TEST_F(SourceObjectsTest, AreNotReadWhereTheyAreTooLarge) {
  sender.answer(200, {}, std::string(6, 'x'));
  EXPECT_EQ(objects.read("photos", key, 5).error().code, ErrorCode::kImageTooLarge);
  sender.answer(200, {}, std::string(limits::kObjectImageBytesMax + 1, 'x'));
  EXPECT_EQ(objects.read("photos", key, limits::kObjectImageBytesMax).error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(sender.sent()[1].answer_bytes_max, limits::kObjectImageBytesMax) << "no more than that is received";
}

TEST_F(SourceObjectsTest, TellWhatIsGoneFromWhatIsDown) {
  const auto code = [&](int status) {
    sender.answer(status);
    return objects.read("photos", key, 5).error().code;
  };
  EXPECT_EQ(code(404), ErrorCode::kNotFound);
  for (const int status : {301, 307, 400, 401, 403, 500, 503})
    EXPECT_EQ(code(status), ErrorCode::kUnavailable) << status;
  for (const ErrorCode trouble : {ErrorCode::kUnavailable, ErrorCode::kDeadlineExceeded, ErrorCode::kAccessDenied,
                                  ErrorCode::kIncompatible, ErrorCode::kInvalidArgument}) {
    sender.answer([trouble](const HttpSending&) { return fail(trouble, "Host unknown."); });
    EXPECT_EQ(objects.read("photos", key, 5).error().code, ErrorCode::kUnavailable);
  }
  std::stop_source stop;
  stop.request_stop();
  const SourceObjects stopped(access(), {sender, clock, ids}, {stop.get_token(), Patience::TimePoint::max()});
  EXPECT_EQ(stopped.read("photos", key, 5).error().code, ErrorCode::kAbandoned);
}

TEST_F(SourceObjectsTest, AreRemovedWhereTheyAreStillTheSame) {
  sender.answer(200, {{"ETag", "\"e1\""}});
  EXPECT_TRUE(objects.remove("photos", key, sequence("e2")));
  EXPECT_EQ(methods(), "HEAD ") << "another lies there now";
  EXPECT_TRUE(objects.remove("photos", key, sequence("e1")));
  EXPECT_EQ(methods(), "HEAD HEAD DELETE ");
  HttpHead head;
  head.headers = sender.sent().back().headers;
  EXPECT_EQ(head.header("if-match"), "\"e1\"");
  sender.answer(404);
  EXPECT_TRUE(objects.remove("photos", key, sequence("e1"))) << "it has gone";
  sender.answer(503);
  EXPECT_EQ(objects.remove("photos", key, sequence("e1")).error().code, ErrorCode::kUnavailable);
  const auto answering = [&](int status) {
    sender.answer([status](const HttpSending& sent) {
      return HttpResponse{.status = sent.method == "HEAD" ? 200 : status, .headers = {{"ETag", "e1"}}, .body = {}};
    });
    return objects.remove("photos", key, sequence("e1")).has_value();
  };
  EXPECT_TRUE(answering(204));
  EXPECT_TRUE(answering(412)) << "replaced in between";
  EXPECT_FALSE(answering(403));
}

TEST(ServerAddress, HasAHostAndPerhapsAPortAndAPath) {
  const auto address = parse_server_address("https://s3.example.com:443/base//");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->origin, "https://s3.example.com:443");
  EXPECT_EQ(address->base, "/base");
  EXPECT_EQ(address->host, "s3.example.com");
  for (const std::string wrong :
       {"", "s3.example.com", "ftp://a", "http://", "http:///x", "http://user@host", "http://h?x"})
    EXPECT_EQ(parse_server_address(wrong).error().code, ErrorCode::kInvalidArgument) << wrong;
}

}  // namespace
}  // namespace mien::cli
