#include <set>

#include "api/auth/checksums.h"
#include "unit/s3/world.h"

namespace mien::api::s3 {
namespace {

std::string base64_of(ChecksumKind kind, std::string_view text) { return checksum_of(kind, text).base64(); }

TEST(S3Objects, ComeBackAsTheyWerePut) {
  World world;
  world.make_bucket("photos");
  const HttpResponse put = world.call("PUT", "/photos/index/a%20b%2B%C3%A7.jpg", "hello",
                                      {{"Content-Type", "image/jpeg"},
                                       {"x-amz-meta-FullName", "Ada Lovelace"},
                                       {"Cache-Control", "no-store"},
                                       {"Content-Encoding", "gzip"}});
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(header_of(put, "ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
  EXPECT_EQ(header_of(put, "x-amz-checksum-crc64nvme"), base64_of(ChecksumKind::kCrc64Nvme, "hello"));
  const HttpResponse got = world.call("GET", "/photos/index/a%20b%2B%C3%A7.jpg");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(header_of(got, "Content-Type"), "image/jpeg");
  EXPECT_EQ(header_of(got, "x-amz-meta-fullname"), "Ada Lovelace");
  EXPECT_EQ(header_of(got, "Cache-Control"), "no-store");
  EXPECT_EQ(header_of(got, "Content-Encoding"), "gzip");
  EXPECT_EQ(header_of(got, "Last-Modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
  EXPECT_EQ(header_of(got, "x-amz-checksum-crc64nvme"), "") << "not asked for";
  EXPECT_NE(header_of(got, "Content-Security-Policy").find("sandbox"), std::string::npos);
  const HttpResponse head =
      world.call("HEAD", "/photos/index/a%20b%2B%C3%A7.jpg", "", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_EQ(header_of(head, "Content-Length"), "5");
  EXPECT_EQ(header_of(head, "x-amz-checksum-type"), "FULL_OBJECT");
  EXPECT_TRUE(head.body.empty());
}

TEST(S3Objects, AreFoundWhereTheHostNamesTheBucket) {
  World world;
  world.make_bucket("my.photos");
  ASSERT_EQ(world.call("PUT", "/a/b", "x", {}, "My.Photos.localhost:8080").status, 200);
  EXPECT_EQ(world.call("GET", "/my.photos/a/b").body, "x");
  EXPECT_EQ(texts_of(world.call("GET", "/?list-type=2", "", {}, "my.photos.localhost").body, "Key"),
            std::vector<std::string>{"a/b"});
  EXPECT_EQ(world.call("HEAD", "/", "", {}, "my.photos.localhost").status, 200);
}

TEST(S3Objects, AreTakenOnlyWithTheSumsThatAreDeclared) {
  World world;
  world.make_bucket("photos");
  for (const auto& [algorithm, name] : mien::kChecksumNames) {
    const auto kind = static_cast<ChecksumKind>(algorithm);
    const std::string header(checksum_header(kind));
    EXPECT_EQ(world.call("PUT", "/photos/a", "hello", {{header, base64_of(kind, "hello")}}).status, 200) << name;
    expect_error(world.call("PUT", "/photos/a", "hello", {{header, base64_of(kind, "hallo")}}), 400, "BadDigest");
    expect_error(world.call("PUT", "/photos/a", "hello", {{header, "AAAA"}}), 400, "InvalidRequest");
    const HttpResponse got = world.call("GET", "/photos/a", "", {{"x-amz-checksum-mode", "ENABLED"}});
    EXPECT_EQ(header_of(got, header), base64_of(kind, "hello"));
  }
  EXPECT_EQ(world.call("PUT", "/photos/a", "hello", {{"Content-MD5", base64_of(ChecksumKind::kMd5, "hello")}}).status,
            200);
  expect_error(world.call("PUT", "/photos/a", "hello", {{"Content-MD5", base64_of(ChecksumKind::kMd5, "x")}}), 400,
               "BadDigest");
  expect_error(world.call("PUT", "/photos/a", "hello", {{"Content-MD5", "nonsense"}}), 400, "InvalidDigest");
  expect_error(world.call("PUT", "/photos/a", "hello", {{"x-amz-sdk-checksum-algorithm", "CRC32"}}), 400,
               "InvalidRequest");
}

TEST(S3Objects, AreStoredUnderConditions) {
  World world;
  world.make_bucket("photos");
  expect_error(world.call("PUT", "/photos/a", "x", {{"If-Match", "\"abc\""}}), 404, "NoSuchKey");
  ASSERT_EQ(world.call("PUT", "/photos/a", "x", {{"If-None-Match", "*"}}).status, 200);
  expect_error(world.call("PUT", "/photos/a", "y", {{"If-None-Match", "*"}}), 412, "PreconditionFailed");
  expect_error(world.call("PUT", "/photos/a", "y", {{"If-Match", "\"abc\""}}), 412, "PreconditionFailed");
  const std::string etag = header_of(world.call("HEAD", "/photos/a"), "ETag");
  EXPECT_EQ(world.call("PUT", "/photos/a", "y", {{"If-Match", etag}}).status, 200);
  expect_error(world.call("PUT", "/photos/a", "y", {{"If-None-Match", "\"x\""}}), 501, "NotImplemented");
  EXPECT_EQ(world.base.objects.size(), 1U) << "nothing is left of what was replaced or refused";
}

TEST(S3Objects, AreReadUnderConditionsAndInParts) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/a", "0123456789").status, 200);
  const auto get = [&](const World::Headers& headers) { return world.call("GET", "/photos/a", "", headers); };
  const std::string etag = header_of(get({}), "ETag");
  EXPECT_EQ(get({{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(header_of(get({{"If-None-Match", etag}}), "ETag"), etag);
  EXPECT_EQ(get({{"If-None-Match", "\"other\""}}).status, 200);
  EXPECT_EQ(get({{"If-Match", "\"other\", " + etag}}).status, 200);
  expect_error(get({{"If-Match", "\"other\""}}), 412, "PreconditionFailed");
  EXPECT_EQ(get({{"If-Modified-Since", "Tue, 14 Nov 2023 22:13:20 GMT"}}).status, 304);
  EXPECT_EQ(get({{"If-Modified-Since", "Tue, 14 Nov 2023 22:13:19 GMT"}}).status, 200);
  expect_error(get({{"If-Unmodified-Since", "Tue, 14 Nov 2023 22:13:19 GMT"}}), 412, "PreconditionFailed");

  const HttpResponse part = get({{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "234");
  EXPECT_EQ(header_of(part, "Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(get({{"Range", "bytes=7-"}}).body, "789");
  EXPECT_EQ(get({{"Range", "bytes=-3"}}).body, "789");
  EXPECT_EQ(get({{"Range", "bytes=8-99"}}).body, "89");
  EXPECT_EQ(get({{"Range", "bytes=0-1,4-5"}}).status, 200);
  EXPECT_EQ(get({{"Range", "lines=1-2"}}).body, "0123456789");
  EXPECT_EQ(get({{"Range", "bytes=2-4"}, {"If-Range", "\"other\""}}).status, 200);
  const HttpResponse beyond = get({{"Range", "bytes=10-"}});
  expect_error(beyond, 416, "InvalidRange");
  EXPECT_EQ(text_of(beyond.body, "ActualObjectSize"), "10");
  const HttpResponse head = world.call("HEAD", "/photos/a", "", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(head.status, 206);
  EXPECT_EQ(header_of(head, "Content-Length"), "3");
  EXPECT_EQ(world.call("GET", "/photos/a?partNumber=1").body, "0123456789");
  expect_error(world.call("GET", "/photos/a?partNumber=2"), 416, "InvalidPartNumber");
  EXPECT_EQ(header_of(world.call("GET", "/photos/a?response-content-type=text%2Fplain"), "Content-Type"), "text/plain");
  expect_error(world.call("GET", "/photos/a?response-content-type=a%0D%0Ab"), 400, "InvalidRequest");
}

TEST(S3Objects, AreReadInPartsWhileTheyAreThoseThatIfRangeNames) {
  World world;
  world.make_bucket("photos");
  world.base.clock.advance(std::chrono::milliseconds(700));  // Last-Modified tells seconds only.
  ASSERT_EQ(world.call("PUT", "/photos/a", "0123456789").status, 200);
  const HttpResponse whole = world.call("GET", "/photos/a");
  EXPECT_EQ(header_of(whole, "Last-Modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
  const std::string etag = header_of(whole, "ETag");
  const auto body = [&](const std::string& if_range) {
    const HttpResponse part = world.call("GET", "/photos/a", "", {{"Range", "bytes=2-4"}, {"If-Range", if_range}});
    EXPECT_EQ(part.status, part.body.size() == 10 ? 200 : 206) << if_range;
    return part.body;
  };
  for (const std::string& its : {std::string("Tue, 14 Nov 2023 22:13:20 GMT"), etag})
    EXPECT_EQ(body(its), "234") << its;
  for (const std::string& others :
       {std::string("Tue, 14 Nov 2023 22:13:19 GMT"), std::string("Tue, 14 Nov 2023 22:13:21 GMT"),
        std::string("yesterday"), std::string("\"other\""), "W/" + etag})
    EXPECT_EQ(body(others), "0123456789") << others;
}

TEST(S3Objects, HaveOnlyTheVersionNull) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/a", "x").status, 200);
  EXPECT_EQ(world.call("GET", "/photos/a?versionId=null").status, 200);
  expect_error(world.call("GET", "/photos/a?versionId=3HL4kqtJ"), 404, "NoSuchVersion");
  expect_error(world.call("DELETE", "/photos/a?versionId=3HL4kqtJ"), 404, "NoSuchVersion");
  const std::string versions = world.call("GET", "/photos?versions").body;
  EXPECT_EQ(texts_of(versions, "VersionId"), std::vector<std::string>{"null"});
}

TEST(S3Objects, KeepMetadataWithinItsLimitsAndGiveItInAscii) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/a", "x", {{"x-amz-meta-fullname", "Nguyễn Văn A"}}).status, 200);
  EXPECT_EQ(header_of(world.call("HEAD", "/photos/a"), "x-amz-meta-fullname"), "=?UTF-8?B?Tmd1eeG7hW4gVsSDbiBB?=");
  EXPECT_EQ(world.base.triggers.events.back().metadata.at("fullname"), "Nguyễn Văn A");
  expect_error(world.call("PUT", "/photos/a", "x", {{"x-amz-meta-a", std::string(2048, 'a')}}), 400,
               "MetadataTooLarge");
  EXPECT_EQ(world.call("PUT", "/photos/a", "x", {{"x-amz-meta-a", std::string(2047, 'a')}}).status, 200);
  expect_error(world.call("PUT", "/photos/a", "x", {{"x-amz-meta-a", "\xFF"}}), 400, "InvalidArgument");
}

TEST(S3Objects, KeepHeadersWithinTheirLimit) {
  World world;
  world.make_bucket("photos");
  const auto put = [&](std::size_t bytes) {
    const std::string name = "content-type";
    return world.call("PUT", "/photos/a", "x", {{name, std::string(bytes - name.size(), 'a')}});
  };
  EXPECT_EQ(put(limits::kObjectHeadersBytesMax).status, 200);
  const HttpResponse refused = put(limits::kObjectHeadersBytesMax + 1);
  expect_error(refused, 400, "InvalidArgument");
  EXPECT_EQ(text_of(refused.body, "Message"), "Your headers exceed the size that is kept of them.");
}

TEST(S3Objects, RefuseWhatIsNotThere) {
  World world;
  world.make_bucket("photos");
  expect_error(world.call("GET", "/photos/none"), 404, "NoSuchKey");
  expect_error(world.call("GET", "/nowhere/none"), 404, "NoSuchBucket");
  expect_error(world.call("PUT", "/nowhere/none", "x"), 404, "NoSuchBucket");
  EXPECT_EQ(world.call("DELETE", "/photos/none").status, 204);
  for (const auto& [name, value, status, code] :
       {std::tuple{"x-amz-server-side-encryption", "AES256", 501, "NotImplemented"},
        {"x-amz-tagging", "a=b", 501, "NotImplemented"},
        {"x-amz-acl", "public-read", 400, "AccessControlListNotSupported"},
        {"x-amz-storage-class", "GLACIER", 400, "InvalidStorageClass"},
        {"x-amz-expected-bucket-owner", "000000000000", 403, "AccessDenied"}})
    expect_error(world.call("PUT", "/photos/a", "x", {{name, value}}), status, code);
  EXPECT_EQ(world.base.objects.size(), 0U);
  expect_error(world.call("GET", "/photos/" + std::string(1025, 'a')), 400, "KeyTooLongError");
  expect_error(world.call("GET", "/photos/a%zz"), 400, "InvalidURI");
}

TEST(S3Objects, AreHeldToTheirLimits) {
  World world;
  world.make_bucket("photos");
  world.base.triggers.bytes_max["photos"] = 10;
  EXPECT_EQ(world.call("PUT", "/photos/a", "0123456789").status, 200);
  const HttpRequest larger = world.request("PUT", "/photos/a", "0123456789+");
  const auto admitted = world.api.admit(larger.head, World::kRequestId);
  ASSERT_FALSE(admitted) << "before its body";
  expect_error(admitted.error().response, 400, "EntityTooLarge");
  expect_error(world.api.handle(larger, World::kRequestId).response, 400, "EntityTooLarge");
  HttpRequest nothing_said = world.unsigned_request("PUT", "/photos/a");
  nothing_said.head.headers.erase(nothing_said.head.headers.begin() + 1);
  world.sign(nothing_said);
  expect_error(world.send(nothing_said), 411, "MissingContentLength");
}

TEST(S3Objects, AreCopied) {
  World world;
  world.make_bucket("photos");
  world.make_bucket("others");
  ASSERT_EQ(
      world.call("PUT", "/photos/a%20b", "hello", {{"x-amz-meta-name", "Ada"}, {"Content-Type", "image/png"}}).status,
      200);
  const HttpResponse copied = world.call("PUT", "/others/c", "", {{"x-amz-copy-source", "/photos/a%20b"}});
  ASSERT_EQ(copied.status, 200) << copied.body;
  EXPECT_EQ(text_of(copied.body, "ETag"), "&quot;5d41402abc4b2a76b9719d911017c592&quot;");
  const HttpResponse got = world.call("GET", "/others/c");
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(header_of(got, "x-amz-meta-name"), "Ada");
  EXPECT_EQ(world.base.triggers.events.back().name, "ObjectCreated:Copy");
  ASSERT_EQ(
      world
          .call("PUT", "/others/c", "",
                {{"x-amz-copy-source", "others/c"}, {"x-amz-metadata-directive", "REPLACE"}, {"x-amz-meta-x", "y"}})
          .status,
      200);
  EXPECT_EQ(header_of(world.call("GET", "/others/c"), "x-amz-meta-x"), "y");
  EXPECT_EQ(header_of(world.call("GET", "/others/c"), "x-amz-meta-name"), "");
  expect_error(world.call("PUT", "/others/c", "", {{"x-amz-copy-source", "others/c"}}), 400, "InvalidRequest");
  expect_error(world.call("PUT", "/others/c", "", {{"x-amz-copy-source", "others"}}), 400, "InvalidArgument");
  expect_error(world.call("PUT", "/others/c", "", {{"x-amz-copy-source", "photos/none"}}), 404, "NoSuchKey");
  expect_error(world.call("PUT", "/others/c", "", {{"x-amz-copy-source", "photos/a%20b?versionId=7"}}), 404,
               "NoSuchVersion");
  expect_error(world.call("PUT", "/others/d", "",
                          {{"x-amz-copy-source", "photos/a%20b"}, {"x-amz-copy-source-if-match", "\"no\""}}),
               412, "PreconditionFailed");
}

TEST(S3Objects, AreDeletedTogether) {
  World world;
  world.make_bucket("photos");
  for (const char* key : {"a", "b", "c%26d"})
    ASSERT_EQ(world.call("PUT", "/photos/" + std::string(key), "x").status, 200);
  const HttpResponse deleted =
      world.call("POST", "/photos?delete",
                 "<Delete><Object><Key>a</Key></Object><Object><Key>c&amp;d</Key><VersionId>null"
                 "</VersionId></Object><Object><Key>none</Key></Object><Object><Key>b</Key>"
                 "<VersionId>7</VersionId></Object></Delete>");
  ASSERT_EQ(deleted.status, 200);
  expect_golden("s3/delete-objects.xml", deleted.body);
  EXPECT_EQ(texts_of(world.call("GET", "/photos").body, "Key"), std::vector<std::string>{"b"});
  EXPECT_EQ(world.call("POST", "/photos?delete", "<Delete><Quiet>true</Quiet><Object><Key>b</Key></Object></Delete>")
                .body.find("Deleted"),
            std::string::npos);
  EXPECT_EQ(world.base.objects.size(), 0U);
  std::string many = "<Delete>";
  for (int i = 0; i < 1001; ++i) many += "<Object><Key>a</Key></Object>";
  expect_error(world.call("POST", "/photos?delete", many + "</Delete>"), 400, "MalformedXML");
  for (const char* bad : {"", "<Delete/>", "<Delete><Object/></Delete>", "<Other/>"})
    expect_error(world.call("POST", "/photos?delete", bad), 400, "MalformedXML");
}

TEST(S3Objects, MakeTasksAndWakeTheirWorkersOnceStored) {
  World world;
  world.make_bucket("photos");
  world.base.triggers.on_event = [](const ObjectEvent& event) {
    return std::vector<NewTask>{{.id = {}, .target = "t", .once_key = std::to_string(event.sequence)}};
  };
  ASSERT_EQ(world.call("PUT", "/photos/a%20b", "x", {{"Content-Type", "image/png"}}).status, 200);
  EXPECT_EQ(world.base.triggers.commits, 1);
  const ObjectEvent& event = world.base.triggers.events.back();
  EXPECT_EQ(event.name, "ObjectCreated:Put");
  EXPECT_EQ(event.key, "a b");
  EXPECT_EQ(event.bytes, 1U);
  EXPECT_EQ(event.etag, "9dd4e461268c8034f5c8564e155c67a6");
  EXPECT_EQ(event.content_type, "image/png");
  EXPECT_EQ(event.actor, "AKIDEXAMPLE");
  EXPECT_EQ(event.source_address, "192.0.2.1");
  ASSERT_EQ(world.call("DELETE", "/photos/a%20b").status, 204);
  EXPECT_EQ(world.base.triggers.events.back().name, "ObjectRemoved:Delete");
  EXPECT_EQ(world.base.triggers.commits, 2);
}

TEST(S3Objects, AreSentFromTheirFilesWhereTheyAreLarge) {
  World world;
  world.make_bucket("photos");
  std::string whole(1'000'000, '\0');
  for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = static_cast<char>(i * 31 >> 3);
  ASSERT_EQ(world.call("PUT", "/photos/a", whole).status, 200);
  const HttpResponse all = world.call("GET", "/photos/a");
  EXPECT_EQ(all.status, 200);
  EXPECT_TRUE(all.body.empty());
  EXPECT_EQ(all.stream_bytes, whole.size());
  const HttpResponse part = world.call("GET", "/photos/a", "", {{"Range", "bytes=100000-799999"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.stream_bytes, 700'000U);
  EXPECT_EQ(header_of(part, "Content-Range"), "bytes 100000-799999/1000000");
  const HttpResponse small =
      world.call("GET", "/photos/a", "", {{"Range", "bytes=7-" + std::to_string(6 + limits::kObjectWholeBytesMax)}});
  EXPECT_EQ(small.stream, nullptr);
  EXPECT_EQ(small.body, whole.substr(7, limits::kObjectWholeBytesMax));
  const HttpResponse head = world.call("HEAD", "/photos/a");
  EXPECT_EQ(head.stream, nullptr);
  EXPECT_EQ(header_of(head, "Content-Length"), "1000000");
  // Whoever has begun to read it gets it to its end, though it is replaced or removed.
  ASSERT_EQ(world.call("PUT", "/photos/a", "short").status, 200);
  EXPECT_EQ(body_of(all), whole);
  ASSERT_EQ(world.call("DELETE", "/photos/a").status, 204);
  EXPECT_EQ(body_of(part), whole.substr(100'000, 700'000));
}

TEST(S3Objects, AreHeldInSoMuchMemoryAndNoMore) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/a", std::string(1000, 'a')).status, 200);
  const auto copy = [&](std::string_view to) {
    return world.call("PUT", "/photos/" + std::string(to), "", {{"x-amz-copy-source", "photos/a"}});
  };
  const std::string begun = text_of(world.call("POST", "/photos/whole?uploads").body, "UploadId");
  const std::string part = "/photos/whole?partNumber=1&uploadId=" + begun;
  const std::string etag = header_of(world.call("PUT", part, std::string(1000, 'a')), "ETag");
  const std::string parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag +
                            "</ETag></Part></CompleteMultipartUpload>";
  {
    const auto others = world.over.held.hold(limits::kObjectsHeldBytesMax - 999);
    ASSERT_TRUE(others);
    expect_error(copy("b"), 503, "SlowDown");
    expect_error(world.call("PUT", part, "", {{"x-amz-copy-source", "photos/a"}}), 503, "SlowDown");
    expect_error(world.call("POST", "/photos/whole?uploadId=" + begun, parts), 503, "SlowDown");
    EXPECT_EQ(world.call("GET", "/photos/a").status, 200);
  }
  const auto others = world.over.held.hold(limits::kObjectsHeldBytesMax - 1000);
  ASSERT_TRUE(others);
  EXPECT_EQ(copy("b").status, 200);
  EXPECT_EQ(copy("c").status, 200) << "what the first one held is free again";
  EXPECT_EQ(world.call("POST", "/photos/whole?uploadId=" + begun, parts).status, 200);
}

/// Somebody replaces the object between the look at its row and at its bytes.
class ReplacingObjects final : public Objects {
 public:
  explicit ReplacingObjects(Objects& inner) : inner_(inner) {}
  Result<void> put(const ObjectKey& key, std::span<const std::byte> bytes) override { return inner_.put(key, bytes); }
  Result<void> copy(const ObjectKey& from, const ObjectKey& to) override { return inner_.copy(from, to); }
  Result<std::vector<std::byte>> get(const ObjectKey& key) const override { return inner_.get(key); }
  Result<std::unique_ptr<OpenObject>> open(const ObjectKey& key) const override {
    if (std::exchange(replaces, false)) on_get();
    return inner_.open(key);
  }
  Result<void> remove(const ObjectKey& key) override { return inner_.remove(key); }
  Result<void> for_each(const std::function<void(const ObjectKey&)>& visit) const override {
    return inner_.for_each(visit);
  }
  mutable bool replaces = true;
  std::function<void()> on_get;

 private:
  Objects& inner_;
};

TEST(S3Objects, AreReadWholeThoughTheyAreReplacedMeanwhile) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/a", "old").status, 200);
  ReplacingObjects objects(world.base.objects);
  objects.on_get = [&] { ASSERT_EQ(world.call("PUT", "/photos/a", "new and longer").status, 200); };
  const app::ReadObject read(world.base.store.bucket_objects(), objects);
  const auto content = read.whole(*BucketName::parse("photos"), *ObjectPath::parse("a"), 100);
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_EQ(content->bytes, "new and longer");
  EXPECT_EQ(content->object.bytes, content->bytes.size());
  objects.replaces = true;
  objects.on_get = [&] { ASSERT_EQ(world.call("DELETE", "/photos/a").status, 204); };
  EXPECT_EQ(read.whole(*BucketName::parse("photos"), *ObjectPath::parse("a"), 100).error().code, ErrorCode::kNotFound);
}

TEST(S3Objects, LeaveNothingBehindWhereverACallFails) {
  World world;
  world.make_bucket("photos");
  world.base.store.set_down(true);
  EXPECT_EQ(world.call("PUT", "/photos/a", "x").status, 503);
  world.base.store.set_down(false);
  EXPECT_EQ(world.base.objects.size(), 0U);
  world.base.objects.set_down(true);
  expect_error(world.call("PUT", "/photos/a", "x"), 503, "ServiceUnavailable");
  world.base.objects.set_down(false);
  expect_error(world.call("GET", "/photos/a"), 404, "NoSuchKey");
}

TEST(S3Callers, AreLetInBySignatureAndRole) {
  World world;
  world.make_bucket("photos");
  expect_error(world.send(world.unsigned_request("GET", "/photos/a")), 403, "AccessDenied");
  expect_error(world.send(world.unsigned_request("PUT", "/photos/a", "x")), 403, "AccessDenied");
  HttpRequest changed = world.request("PUT", "/photos/a", "x");
  changed.body = "y";
  expect_error(world.api.handle(changed, World::kRequestId).response, 400, "XAmzContentSHA256Mismatch");
  HttpRequest other = world.request("PUT", "/photos/a", "x");
  other.head.target = "/photos/b";
  expect_error(world.send(other), 403, "SignatureDoesNotMatch");
}

class OneRole final : public KeyRing {
 public:
  explicit OneRole(Role role) : role_(role) {}
  std::optional<AccessKey> find(std::string_view) const override { return AccessKey{Secret("secret"), role_}; }

 private:
  Role role_;
};

TEST(S3Callers, MayOnlyWhatTheirRoleIsFor) {
  World world;
  world.make_bucket("photos");
  world.make_bucket("strangers");
  world.base.triggers.for_all.insert("strangers");
  ASSERT_EQ(world.call("PUT", "/photos/a", "x").status, 200);
  const auto as = [&](Role role, const HttpRequest& request) {
    const OneRole keys(role);
    const S3Api api(world.over.use(), world.over.settings, {keys, world.base.clock});
    return api.handle(request, World::kRequestId).response.status;
  };
  const HttpRequest put = world.request("PUT", "/photos/b", "x"),
                    put_stranger = world.request("PUT", "/strangers/b", "x"), get = world.request("GET", "/photos/a"),
                    list = world.request("GET", "/photos"), head = world.request("HEAD", "/photos/a"),
                    notify = world.request("PUT", "/photos?notification"),
                    remove = world.request("DELETE", "/photos/a");
  EXPECT_EQ(as(Role::kVerifier, put), 403) << "where people are registered";
  const auto abort_of = [&](std::string_view target) {
    const std::string begun = text_of(world.call("POST", std::string(target) + "?uploads").body, "UploadId");
    return world.request("DELETE", std::string(target) + "?uploadId=" + begun);
  };
  const HttpRequest abort = abort_of("/photos/b");
  EXPECT_EQ(as(Role::kVerifier, abort), 403) << "an upload that is none of theirs to make";
  EXPECT_EQ(as(Role::kVerifier, abort_of("/strangers/b")), 204);
  EXPECT_EQ(as(Role::kEnroller, abort), 204);
  EXPECT_EQ(as(Role::kVerifier, put_stranger), 200);
  EXPECT_EQ(as(Role::kVerifier, get), 403);
  EXPECT_EQ(as(Role::kVerifier, list), 403);
  EXPECT_EQ(as(Role::kAuditor, list), 200);
  EXPECT_EQ(as(Role::kAuditor, head), 200);
  EXPECT_EQ(as(Role::kAuditor, get), 403) << "sees no picture";
  for (const std::string name : {"others", "door", "kept"}) world.make_bucket(name);
  world.base.triggers.needed.insert("door");
  world.base.triggers.kept.insert("kept");
  const auto delete_bucket = [&](const std::string& name) { return world.request("DELETE", "/" + name); };
  EXPECT_EQ(as(Role::kEnroller, delete_bucket("others")), 204);
  EXPECT_EQ(as(Role::kEnroller, delete_bucket("door")), 403) << "an intake works with it";
  EXPECT_EQ(as(Role::kAdmin, delete_bucket("door")), 204);
  EXPECT_EQ(as(Role::kAdmin, delete_bucket("kept")), 403);
  EXPECT_EQ(as(Role::kAuditor, put_stranger), 403);
  EXPECT_EQ(as(Role::kEnroller, put), 200);
  EXPECT_EQ(as(Role::kEnroller, get), 200);
  EXPECT_EQ(as(Role::kEnroller, notify), 403);
  EXPECT_EQ(as(Role::kVerifier, remove), 403);
  EXPECT_EQ(as(Role::kEnroller, remove), 204);
}

TEST(S3Multipart, IsNotForWhatWasAnnounced) {
  World world;
  world.make_bucket("mien-uploads");
  expect_error(world.call("POST", "/mien-uploads/0b9e2f6c-3a9c-4a51-9d55-2f0f3c6f6a11?uploads"), 403, "AccessDenied");
  EXPECT_EQ(texts_of(world.call("GET", "/mien-uploads?uploads").body, "UploadId"), std::vector<std::string>());
}

}  // namespace
}  // namespace mien::api::s3
