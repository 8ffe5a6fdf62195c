#include <random>
#include <set>

#include "api/auth/checksums.h"
#include "api/s3/document.h"
#include "unit/s3/world.h"

namespace mien::api::s3 {
namespace {

using Names = std::vector<std::string>;

TEST(S3Lists, HaveTheirGoldenForm) {
  World world;
  world.make_bucket("photos");
  for (const char* key : {"index/a%20b%26%3C.jpg", "index/b", "root", "%C3%A9/x"})
    ASSERT_EQ(world.call("PUT", "/photos/" + std::string(key), "x").status, 200);
  std::string all;
  for (const char* query :
       {"", "?delimiter=/&max-keys=1", "?list-type=2", "?list-type=2&delimiter=/&fetch-owner=true&max-keys=2",
        "?list-type=2&encoding-type=url&prefix=index/&start-after=index/a", "?versions&encoding-type=url&max-keys=3"})
    all += world.call("GET", "/photos" + std::string(query)).body + "\n";
  expect_golden("s3/lists.xml", all);
}

TEST(S3Lists, RefuseWhatTheyCannotRead) {
  World world;
  world.make_bucket("photos");
  expect_error(world.call("GET", "/photos?max-keys=-1"), 400, "InvalidArgument");
  expect_error(world.call("GET", "/photos?max-keys=a"), 400, "InvalidArgument");
  expect_error(world.call("GET", "/photos?encoding-type=xml"), 400, "InvalidArgument");
  expect_error(world.call("GET", "/photos?list-type=2&continuation-token=!"), 400, "InvalidArgument");
  expect_error(world.call("GET", "/photos?versions&version-id-marker=null"), 400, "InvalidArgument");
  expect_error(world.call("GET", "/nowhere?list-type=2"), 404, "NoSuchBucket");
}

TEST(S3Lists, GoThroughAllPagesInEveryForm) {
  World world;
  world.make_bucket("photos");
  std::set<std::string> keys;
  for (int i = 0; i < 25; ++i) {
    const std::string key = std::to_string(i % 5) + "/" + std::to_string(i);
    keys.insert(key);
    ASSERT_EQ(world.call("PUT", "/photos/" + key, "x").status, 200);
  }
  const auto collect = [&](std::string query, std::string_view next, std::string_view parameter) {
    Names found;
    std::string token;
    for (int page = 0; page < 30; ++page) {
      const std::string body =
          world
              .call("GET",
                    "/photos?" + query + (token.empty() ? "" : "&" + std::string(parameter) + "=" + url_encoded(token)))
              .body;
      for (const std::string& key : texts_of(body, "Key")) found.push_back(key);
      if (text_of(body, "IsTruncated") == "false") return found;
      token = next.empty() ? found.back() : text_of(body, next);
    }
    ADD_FAILURE() << query;
    return found;
  };
  const Names wanted(keys.begin(), keys.end());
  EXPECT_EQ(collect("max-keys=7", "", "marker"), wanted);
  EXPECT_EQ(collect("list-type=2&max-keys=7", "NextContinuationToken", "continuation-token"), wanted);
  EXPECT_EQ(collect("versions&max-keys=7", "NextKeyMarker", "version-id-marker=null&key-marker"), wanted);
}

TEST(S3Uploads, BecomeOneObject) {
  World world;
  world.make_bucket("photos");
  const HttpResponse begun = world.call("POST", "/photos/big?uploads", "",
                                        {{"x-amz-meta-name", "Ada"}, {"x-amz-checksum-algorithm", "CRC32"}});
  ASSERT_EQ(begun.status, 200) << begun.body;
  const std::string id = text_of(begun.body, "UploadId");
  const std::string first(limits::kPartBytesMin, 'a'), second = "tail";
  const auto put = [&](int number, const std::string& part) {
    return world.call("PUT", "/photos/big?partNumber=" + std::to_string(number) + "&uploadId=" + id, part);
  };
  const std::string one = header_of(put(1, first), "ETag"), two = header_of(put(3, second), "ETag");
  EXPECT_EQ(two, "\"" + checksum_of(ChecksumKind::kMd5, second).hex() + "\"");
  const HttpResponse parts = world.call("GET", "/photos/big?max-parts=1&uploadId=" + id);
  EXPECT_EQ(texts_of(parts.body, "PartNumber"), Names{"1"});
  EXPECT_EQ(text_of(parts.body, "IsTruncated"), "true");
  EXPECT_EQ(texts_of(world.call("GET", "/photos/big?part-number-marker=1&uploadId=" + id).body, "PartNumber"),
            Names{"3"});
  EXPECT_EQ(texts_of(world.call("GET", "/photos?uploads").body, "UploadId"), Names{id});

  const auto complete = [&](const std::string& inner, const World::Headers& headers = {}) {
    return world.call("POST", "/photos/big?uploadId=" + id,
                      "<CompleteMultipartUpload>" + inner + "</CompleteMultipartUpload>", headers);
  };
  const auto part = [](int number, const std::string& etag) {
    return "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + etag + "</ETag></Part>";
  };
  expect_error(complete(part(3, two) + part(1, one)), 400, "InvalidPartOrder");
  expect_error(complete(part(1, one) + part(2, two)), 400, "InvalidPart");
  expect_error(complete(part(1, two)), 400, "InvalidPart");
  expect_error(complete(""), 400, "MalformedXML");
  expect_error(complete(part(1, one), {{"x-amz-mp-object-size", "1"}}), 400, "InvalidRequest");
  const HttpResponse done = complete(part(1, one) + part(3, two));
  ASSERT_EQ(done.status, 200) << done.body;
  const std::vector sums{checksum_of(ChecksumKind::kMd5, first), checksum_of(ChecksumKind::kMd5, second)};
  EXPECT_EQ(text_of(done.body, "ETag"), "&quot;" + composite_of(sums).hex() + "-2&quot;");
  const HttpResponse got = world.call("GET", "/photos/big", "", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_TRUE(body_of(got) == first + second);
  EXPECT_EQ(header_of(got, "x-amz-meta-name"), "Ada");
  EXPECT_EQ(header_of(got, "x-amz-checksum-type"), "COMPOSITE");
  const HttpResponse tail = world.call("GET", "/photos/big?partNumber=2");
  EXPECT_EQ(tail.status, 206);
  EXPECT_EQ(body_of(tail), second);
  EXPECT_EQ(header_of(tail, "x-amz-mp-parts-count"), "2");
  EXPECT_EQ(world.base.triggers.events.back().name, "ObjectCreated:CompleteMultipartUpload");
  EXPECT_EQ(world.base.objects.size(), 1U);
  expect_error(complete(part(1, one)), 404, "NoSuchUpload");
}

TEST(S3Uploads, GiveASumOfTheWhole) {
  World world;
  world.make_bucket("photos");
  const HttpResponse begun = world.call("POST", "/photos/big?uploads");
  const std::string id = text_of(begun.body, "UploadId");
  const std::string first(limits::kPartBytesMin, 'b'), second = "tail";
  std::string parts;
  for (const auto& [number, bytes] : {std::pair{1, first}, {2, second}}) {
    const HttpResponse put =
        world.call("PUT", "/photos/big?partNumber=" + std::to_string(number) + "&uploadId=" + id, bytes);
    parts += "<Part><ETag>" + header_of(put, "ETag") + "</ETag><PartNumber>" + std::to_string(number) +
             "</PartNumber></Part>";
  }
  const HttpResponse done = world.call("POST", "/photos/big?uploadId=" + id,
                                       "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
  EXPECT_EQ(text_of(done.body, "ChecksumCRC64NVME"), checksum_of(ChecksumKind::kCrc64Nvme, first + second).base64());
  EXPECT_EQ(text_of(done.body, "ChecksumType"), "FULL_OBJECT");
}

TEST(S3Uploads, RefuseSmallPartsStrangeSumsAndTooMuch) {
  World world;
  world.make_bucket("photos");
  expect_error(world.call("POST", "/photos/a?uploads", "",
                          {{"x-amz-checksum-algorithm", "SHA1"}, {"x-amz-checksum-type", "FULL_OBJECT"}}),
               400, "InvalidRequest");
  const std::string id = text_of(world.call("POST", "/photos/a?uploads").body, "UploadId");
  const auto put = [&](const std::string& number, const std::string& bytes) {
    return world.call("PUT", "/photos/a?partNumber=" + number + "&uploadId=" + id, bytes);
  };
  for (const char* number : {"0", "10001", "x"}) expect_error(put(number, "x"), 400, "InvalidArgument");
  const std::string one = header_of(put("1", "small"), "ETag"), two = header_of(put("2", "last"), "ETag");
  expect_error(world.call("POST", "/photos/a?uploadId=" + id,
                          "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + one +
                              "</ETag></Part><Part><PartNumber>2</PartNumber><ETag>" + two +
                              "</ETag></Part></CompleteMultipartUpload>"),
               400, "EntityTooSmall");
  world.base.triggers.bytes_max["photos"] = 12;
  expect_error(put("3", "more than that"), 400, "EntityTooLarge");
  expect_error(put("3", "abcd"), 400, "EntityTooLarge");
  expect_error(world.call("PUT", "/photos/a?partNumber=1&uploadId=nonsense", "x"), 404, "NoSuchUpload");
  expect_error(world.call("PUT", "/photos/b?partNumber=1&uploadId=" + id, "x"), 404, "NoSuchUpload");
  EXPECT_EQ(world.call("DELETE", "/photos/a?uploadId=" + id).status, 204);
  expect_error(world.call("DELETE", "/photos/a?uploadId=" + id), 404, "NoSuchUpload");
  EXPECT_EQ(world.base.objects.size(), 0U);
}

TEST(S3Uploads, AreCopiedIntoAndExpire) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/source", "0123456789").status, 200);
  const std::string id = text_of(world.call("POST", "/photos/a?uploads").body, "UploadId");
  const HttpResponse copied =
      world.call("PUT", "/photos/a?partNumber=1&uploadId=" + id, "",
                 {{"x-amz-copy-source", "photos/source"}, {"x-amz-copy-source-range", "bytes=2-4"}});
  ASSERT_EQ(copied.status, 200) << copied.body;
  EXPECT_EQ(text_of(copied.body, "ETag"), "&quot;" + checksum_of(ChecksumKind::kMd5, "234").hex() + "&quot;");
  world.base.clock.advance(limits::kUploadLifetime);
  EXPECT_EQ(world.over.uploads.expire().value(), 0U);
  world.base.clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(world.over.uploads.expire().value(), 1U);
  EXPECT_EQ(world.base.objects.size(), 1U) << "the source";
}

TEST(S3Uploads, AreListedInPagesByKeyAndAge) {
  World world;
  world.make_bucket("photos");
  for (const char* key : {"a", "a", "b/x", "b/y", "c"}) {
    ASSERT_EQ(world.call("POST", "/photos/" + std::string(key) + "?uploads").status, 200);
    world.base.clock.advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(texts_of(world.call("GET", "/photos?uploads").body, "Key"), (Names{"a", "a", "b/x", "b/y", "c"}));
  const HttpResponse folded = world.call("GET", "/photos?uploads&delimiter=/");
  EXPECT_EQ(texts_of(folded.body, "Key"), (Names{"a", "a", "c"}));
  EXPECT_EQ(text_of(folded.body, "CommonPrefixes"), "<Prefix>b/</Prefix>");
  Names found;
  std::string markers;
  for (int page = 0; page < 9; ++page) {
    const std::string body = world.call("GET", "/photos?uploads&max-uploads=2" + markers).body;
    for (const std::string& key : texts_of(body, "Key")) found.push_back(key);
    if (text_of(body, "IsTruncated") == "false") break;
    markers =
        "&key-marker=" + text_of(body, "NextKeyMarker") + "&upload-id-marker=" + text_of(body, "NextUploadIdMarker");
  }
  EXPECT_EQ(found, (Names{"a", "a", "b/x", "b/y", "c"}));
}

TEST(S3Uploads, AreAllListedThoughThatOfTheMarkerIsGone) {
  World world;
  world.make_bucket("photos");
  Names ids;
  for (const char* key : {"a", "a", "a", "b"}) {
    ids.push_back(text_of(world.call("POST", "/photos/" + std::string(key) + "?uploads").body, "UploadId"));
    world.base.clock.advance(std::chrono::seconds(1));
  }
  const auto page = [&](std::string_view limit, const std::string& marker) {
    const std::string id = marker.empty() ? "" : "&key-marker=a&upload-id-marker=" + marker;
    return texts_of(world.call("GET", "/photos?uploads&max-uploads=" + std::string(limit) + id).body, "UploadId");
  };
  EXPECT_EQ(page("2", ""), (Names{ids[0], ids[1]}));
  EXPECT_EQ(page("9", ids[1]), (Names{ids[2], ids[3]}));
  ASSERT_EQ(world.call("DELETE", "/photos/a?uploadId=" + ids[1]).status, 204);
  EXPECT_EQ(page("9", ids[1]), (Names{ids[0], ids[2], ids[3]})) << "none is passed over";
  // A client that aborts what it is told of comes to the end.
  ASSERT_EQ(world.call("DELETE", "/photos/a?uploadId=" + ids[0]).status, 204);
  EXPECT_EQ(page("1", ids[1]), Names{ids[2]});
  ASSERT_EQ(world.call("DELETE", "/photos/a?uploadId=" + ids[2]).status, 204);
  EXPECT_EQ(page("1", ids[2]), Names{ids[3]});
}

}  // namespace
}  // namespace mien::api::s3
