#include "api/auth/permissions.h"
#include "api/s3/conditions.h"
#include "api/s3/document.h"
#include "api/s3/operations.h"
#include "api/s3/target.h"
#include "api/s3/xml_reader.h"
#include "core/bucket_rules.h"
#include "core/limits.h"
#include "support/code_of.h"
#include "unit/s3/world.h"

namespace mien::api::s3 {
namespace {

HttpHead head_of(std::string target, std::string host = "localhost:8080") {
  return {.method = "GET", .target = std::move(target), .headers = {{"Host", std::move(host)}}, .remote_address = ""};
}

TEST(S3Target, IsReadFromPathOrHost) {
  const auto read = [](std::string target, std::string host) {
    const auto found = read_target(head_of(std::move(target), std::move(host)), "s3.example");
    return found ? found->bucket + "|" + found->key + "|" + found->host_bucket : "refused";
  };
  EXPECT_EQ(read("/", "s3.example"), "||");
  EXPECT_EQ(read("/b", "s3.example:80"), "b||");
  EXPECT_EQ(read("/b/", "s3.example"), "b||");
  EXPECT_EQ(read("/b/k/%2F+%20//", "s3.example"), "b|k//+ //|");
  EXPECT_EQ(read("/k/a", "photos.s3.example"), "photos|k/a|photos");
  EXPECT_EQ(read("/k", "A.B.s3.example:8080"), "a.b|k|a.b");
  EXPECT_EQ(read("/b/k", "no_bucket.s3.example"), "b|k|") << "no bucket can be called that";
  EXPECT_EQ(read("/b/k", "photos.other.example"), "b|k|");
  EXPECT_EQ(read("/b/k", "[::1]:8080"), "b|k|");
  EXPECT_EQ(read("//k", "s3.example"), "refused");
  EXPECT_EQ(read("/b/%", "s3.example"), "refused");
  EXPECT_EQ(read("/b?%zz", "s3.example"), "refused");
  EXPECT_EQ(bucket_of_host(head_of("/", "photos.localhost"), ""), "");
}

TEST(S3Operations, AreFoundByMethodPathAndQuery) {
  const auto name = [](std::string method, std::string target, std::vector<HttpHeader> headers = {}) {
    HttpHead head = head_of(std::move(target));
    head.method = std::move(method);
    head.headers.insert(head.headers.end(), headers.begin(), headers.end());
    return find_operation(head, *read_target(head, "")).name;
  };
  EXPECT_EQ(name("GET", "/"), "ListBuckets");
  EXPECT_EQ(name("GET", "/b"), "ListObjects");
  EXPECT_EQ(name("GET", "/b?list-type=2&prefix=x"), "ListObjectsV2");
  EXPECT_EQ(name("GET", "/b?list-type=1"), "ListObjects");
  EXPECT_EQ(name("GET", "/b?versions"), "ListObjectVersions");
  EXPECT_EQ(name("GET", "/b?uploads"), "ListMultipartUploads");
  EXPECT_EQ(name("PUT", "/b/k?x-id=PutObject"), "PutObject");
  EXPECT_EQ(name("PUT", "/b/k", {{"x-amz-copy-source", "a/b"}}), "CopyObject");
  EXPECT_EQ(name("PUT", "/b/k?partNumber=1&uploadId=u"), "UploadPart");
  EXPECT_EQ(name("PUT", "/b/k?partNumber=1&uploadId=u", {{"x-amz-copy-source", "a/b"}}), "UploadPartCopy");
  EXPECT_EQ(name("POST", "/b/k?uploads"), "CreateMultipartUpload");
  EXPECT_EQ(name("POST", "/b/k?uploadId=u"), "CompleteMultipartUpload");
  EXPECT_EQ(name("DELETE", "/b/k?uploadId=u"), "AbortMultipartUpload");
  EXPECT_EQ(name("POST", "/b?delete"), "DeleteObjects");
  EXPECT_EQ(name("POST", "/b"), "PostObject");
  EXPECT_EQ(name("PUT", "/b/k?tagging"), "PutObjectTagging");
  EXPECT_EQ(name("POST", "/b/k?select&select-type=2"), "SelectObjectContent");
  for (const auto& [query, kind] : {std::pair{"analytics", "Analytics"},
                                    {"intelligent-tiering", "IntelligentTiering"},
                                    {"inventory", "Inventory"},
                                    {"metrics", "Metrics"}}) {
    const std::string target = "/b?" + std::string(query), named = kind;
    EXPECT_EQ(name("GET", target), "ListBucket" + named + "Configurations");
    EXPECT_EQ(name("GET", target + "&continuation-token=t"), "ListBucket" + named + "Configurations");
    EXPECT_EQ(name("GET", target + "&id=one"), "GetBucket" + named + "Configuration");
    EXPECT_EQ(name("PUT", target + "&id=one"), "PutBucket" + named + "Configuration");
  }
  EXPECT_EQ(name("PATCH", "/b"), "unknown");
  EXPECT_EQ(name("OPTIONS", "/b/k"), "Preflight");
}

TEST(S3Operations, EachHaveARowOfPermissions) {
  for (const std::string_view name : operation_names()) {
    const auto all = permissions();
    EXPECT_TRUE(std::ranges::any_of(all, [&](const Permission& p) { return p.surface == "s3" && p.operation == name; }))
        << name;
  }
}

TEST(S3Xml, IsReadWithinLimits) {
  const auto document =
      read_xml("<?xml version=\"1.0\"?>\n<a:R xmlns:a='urn:x'>\n <a:P>1 &amp; 2</a:P><P><![CDATA[<x>]]></P></a:R>");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->name, "R");
  ASSERT_EQ(document->children.size(), 2U);
  EXPECT_EQ(document->children[0].text, "1 & 2");
  EXPECT_EQ(document->children[1].text, "<x>");
  for (const char* bad : {"", "<a>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<!DOCTYPE a><a/>",
                          "<a>&x;</a>", "<a>text<b/></a>", "<a><b/>text</a>", "<b:a/>", "<a>\x01</a>", "<a>\xFF</a>"})
    EXPECT_EQ(code_of(read_xml(bad)), ErrorCode::kInvalidArgument) << bad;
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "<a>";
    for (std::size_t i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(read_xml(nested(limits::kXmlDepthMax)));
  EXPECT_EQ(code_of(read_xml(nested(limits::kXmlDepthMax + 1))), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(read_xml("<a>" + std::string(limits::kXmlTextBytesMax, 'x') + "</a>"));
  EXPECT_EQ(code_of(read_xml("<a>" + std::string(limits::kXmlTextBytesMax + 1, 'x') + "</a>")),
            ErrorCode::kInvalidArgument);
  std::string many = "<a>";
  for (std::size_t i = 1; i < limits::kXmlElementsMax; ++i) many += "<b/>";
  EXPECT_TRUE(read_xml(many + "</a>"));
  EXPECT_EQ(code_of(read_xml(many + "<b/></a>")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(read_xml("<a>" + std::string(limits::kXmlBodyBytesMax, ' ') + "</a>")),
            ErrorCode::kInvalidArgument);
}

TEST(S3Xml, IsWrittenSoThatItIsReadBack) {
  XmlWriter xml = xml_document("R");
  const std::string text = "<&>\"' \t\r\n\xC2\x85 é \xF0\x9F\x98\x80";
  const auto document = read_xml(xml.text("T", text).number("N", 7).flag("F", true).close().take());
  ASSERT_TRUE(document);
  EXPECT_EQ(document->child_text("T"), text);
  EXPECT_EQ(document->child_text("N"), "7");
  EXPECT_EQ(document->child_text("F"), "true");
  EXPECT_EQ(url_encoded("a b/ç+&"), "a+b/%C3%A7%2B%26");
}

TEST(S3Ranges, AreJudged) {
  using Kind = RangeVerdict::Kind;
  const auto judge = [](std::string_view range, std::uint64_t bytes) {
    const RangeVerdict verdict = judge_range(range, bytes);
    if (verdict.kind == Kind::kWhole) return std::string("whole");
    if (verdict.kind == Kind::kUnsatisfiable) return std::string("none");
    return std::to_string(verdict.first) + "+" + std::to_string(verdict.count);
  };
  EXPECT_EQ(judge("bytes=0-0", 10), "0+1");
  EXPECT_EQ(judge("bytes=9-", 10), "9+1");
  EXPECT_EQ(judge("bytes=-20", 10), "0+10");
  EXPECT_EQ(judge("bytes=-0", 10), "none");
  EXPECT_EQ(judge("bytes=10-11", 10), "none");
  EXPECT_EQ(judge("bytes=0-", 0), "none");
  EXPECT_EQ(judge("bytes=-1", 0), "none");
  EXPECT_EQ(judge("bytes=4-2", 10), "whole");
  EXPECT_EQ(judge("bytes=-", 10), "whole");
  EXPECT_EQ(judge("bytes=1-2,3-4", 10), "whole");
  EXPECT_EQ(judge("bytes=18446744073709551615-", 10), "none");
  EXPECT_EQ(judge("bytes=18446744073709551616-", 10), "whole");
  EXPECT_EQ(judge("bytes=1-18446744073709551615", 10), "1+9");
  EXPECT_EQ(judge("", 10), "whole");
}

TEST(BucketRulesOfCors, MatchOneWildcard) {
  EXPECT_TRUE(matches_wildcard("*", ""));
  EXPECT_TRUE(matches_wildcard("https://*.example", "https://a.b.example"));
  EXPECT_FALSE(matches_wildcard("https://*.example", "https://.exampl"));
  EXPECT_FALSE(matches_wildcard("ab*ba", "aba")) << "both ends are needed";
  EXPECT_TRUE(matches_wildcard("a", "a"));
  EXPECT_FALSE(matches_wildcard("a", "b"));
  const std::vector<CorsRule> rules{{.origins = {"https://a"}, .methods = {"GET"}, .headers = {"X-*"}},
                                    {.origins = {"*"}, .methods = {"PUT"}, .headers = {}}};
  EXPECT_EQ(find_rule(rules, {"https://a", "GET", {"x-one", "X-two"}}), &rules[0]);
  EXPECT_EQ(find_rule(rules, {"https://a", "GET", {"y"}}), nullptr);
  EXPECT_EQ(find_rule(rules, {"https://a", "PUT", {}}), &rules[1]);
  EXPECT_EQ(find_rule(rules, {"https://b", "GET", {}}), nullptr);
}

TEST(BucketRulesOfNotification, OverlapWhereOneEventOfOneKeyFitsBoth) {
  const auto rule = [](std::string event, std::string prefix = "", std::string suffix = "") {
    return NotificationRule{.events = {std::move(event)}, .prefix = std::move(prefix), .suffix = std::move(suffix)};
  };
  EXPECT_TRUE(overlap(rule("s3:ObjectCreated:*"), rule("s3:ObjectCreated:Put")));
  EXPECT_FALSE(overlap(rule("s3:ObjectCreated:Post"), rule("s3:ObjectCreated:Put")));
  EXPECT_FALSE(overlap(rule("s3:ObjectCreated:*", "a/"), rule("s3:ObjectCreated:*", "b/")));
  EXPECT_TRUE(overlap(rule("s3:ObjectCreated:*", "a/"), rule("s3:ObjectCreated:*", "a/b")));
  EXPECT_FALSE(overlap(rule("s3:ObjectCreated:*", "", ".jpg"), rule("s3:ObjectCreated:*", "", ".png")));
}

}  // namespace
}  // namespace mien::api::s3
