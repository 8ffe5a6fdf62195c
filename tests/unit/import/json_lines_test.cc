#include "import/json_lines.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/system/system_ids.h"
#include "core/limits.h"
#include "import/person_id.h"

namespace mien::importing {
namespace {

Listing list(const std::string& text) { return list_json_lines(SystemIds(), text, "people"); }

std::vector<std::size_t> wrong_lines(const Listing& listing) {
  std::vector<std::size_t> out;
  for (const Remark& remark : listing.remarks)
    if (remark.is_wrong) out.push_back(remark.line);
  return out;
}

TEST(JsonLines, PutsTheLinesOfAPersonTogether) {
  const Listing listing = list(
      "\xEF\xBB\xBF{\"file\":\"a.jpg\",\"name\":\"Ann\",\"id\":\"17\",\"attributes\":{ \"team\" : [97.10, true] },"
      "\"consent\":true}\r\n"
      "\n"
      R"({"files":["b.jpg","s3://photos/Bob/1.jpg"],"name":"Bob","id":null,"attributes":null,"consent":null})"
      "\n"
      R"({"file":"c.jpg","id":"17"})"
      "\n  "
      R"({"file":"d.jpg","name":"Bob","consent":false})");
  EXPECT_TRUE(listing.remarks.empty());
  ASSERT_EQ(listing.people.size(), 2U);
  const PersonEntry& ann = listing.people[0];
  EXPECT_EQ(ann.id, "17");
  EXPECT_EQ(ann.name, "Ann");
  EXPECT_EQ(ann.attributes_json, R"({"team":[97.1,true]})");
  EXPECT_EQ(ann.consent, true);
  ASSERT_EQ(ann.photos.size(), 2U);
  EXPECT_EQ(ann.photos[1].file, "c.jpg");
  EXPECT_EQ(ann.photos[1].line, 4U);
  const PersonEntry& bob = listing.people[1];
  EXPECT_EQ(bob.id, derive_person_id(SystemIds(), "people", "Bob").text());
  EXPECT_EQ(bob.consent, false);
  ASSERT_EQ(bob.photos.size(), 3U);
  EXPECT_EQ(bob.photos[1].file, "s3://photos/Bob/1.jpg");
  EXPECT_EQ(bob.photos[1].line, 3U);
}

TEST(JsonLines, NamesTheLineThatIsWrongAndGoesOn) {
  const Listing listing = list(
      "{\"file\":\"a.jpg\"}\n"
      "{\"name\":\"Ann\"}\n"
      "{\"file\":7,\"name\":\"Ann\"}\n"
      "{\"files\":\"a.jpg\",\"name\":\"Ann\"}\n"
      "{\"files\":[\"a.jpg\",null],\"name\":\"Ann\"}\n"
      "{\"files\":[],\"name\":\"Ann\"}\n"
      "{\"file\":\"a.jpg\",\"files\":[\"b.jpg\"],\"name\":\"Ann\"}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\",\"colour\":1}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\",\"name\":\"Bob\"}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\"} {}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\"\n"
      "[\"a.jpg\",\"Ann\"]\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\",\"attributes\":\"{}\"}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\",\"attributes\":{\"x\":1e400}}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\",\"consent\":\"true\"}\n"
      "{\"file\":\"a.jpg\",\"name\":\"Ann\",\"id\":\"b/c\"}\n"
      "{\"file\":\"a\\u0000b.jpg\",\"name\":\"Ann\"}\n"
      "{\"file\":\"\",\"name\":\"Ann\"}\n"
      "{\"file\":\"s3://photos\",\"name\":\"Ann\"}\n"
      "{\"file\":\"a.jpg\",\"name\":\"a\\u202Eb\"}\n"
      "{\"file\":\"a.jpg\",\"name\":\"\xff\"}\n"
      "{\"file\":\"z.jpg\",\"name\":\"Zoe\",\"id\":\"7\"}\n"
      "{\"file\":\"y.jpg\",\"name\":\"Yan\",\"id\":\"7\"}\n"
      "{\"files\":[\"z.jpg\",\"x.jpg\"],\"id\":\"7\"}\n");
  ASSERT_EQ(listing.people.size(), 1U);
  EXPECT_EQ(listing.people[0].name, "Zoe");
  EXPECT_EQ(listing.people[0].photos.size(), 2U);
  std::vector<std::size_t> expected(21);
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = i + 1;
  expected.push_back(23);
  EXPECT_EQ(wrong_lines(listing), expected);
  EXPECT_EQ(listing.remarks.back().why.code, "same_file");
  EXPECT_EQ(listing.remarks.back().file, "z.jpg");
  for (const Remark& remark : listing.remarks) EXPECT_FALSE(remark.why.reason.contains("Ann")) << remark.why.reason;
}

TEST(JsonLines, TakesALineWholeOrNotAtAll) {
  const Listing listing = list(R"({"files":["a.jpg","s3://x"],"name":"Ann"})"
                               "\n"
                               R"({"file":"b.jpg","name":"Ann","consent":true})");
  ASSERT_EQ(listing.people.size(), 1U);
  ASSERT_EQ(listing.people[0].photos.size(), 1U);
  EXPECT_EQ(listing.people[0].photos[0].file, "b.jpg");
}

TEST(JsonLines, BoundsLinesAndAttributes) {
  const std::string start = R"({"file":"a.jpg","name":"Ann","attributes":{"x":")";
  const auto padded = [&](std::size_t bytes) { return start + std::string(bytes, 'x') + "\"}}"; };
  const std::size_t around = std::string(R"({"x":""})").size();
  EXPECT_TRUE(list(padded(limits::kAttributesBytesMax - around)).remarks.empty());
  const Listing large = list(padded(limits::kAttributesBytesMax - around + 1));
  ASSERT_EQ(large.remarks.size(), 1U);
  std::string line = R"({"file":"a.jpg","name":"Ann"})";
  line.insert(line.size() - 1, kJsonLineBytesMax - line.size(), ' ');
  EXPECT_TRUE(list(line).remarks.empty());
  line.insert(line.size() - 1, " ");
  const Listing longer = list(line);
  ASSERT_EQ(longer.remarks.size(), 1U);
  EXPECT_EQ(longer.remarks[0].why.reason, "The line is longer than 256 KB.");
}

TEST(JsonLines, GivesUpOnAFileThatIsSomethingElse) {
  std::string text;
  for (std::size_t i = 0; i < kJsonLineFaultsMax + 5; ++i) text += "x\n";
  const Listing listing = list(text + R"({"file":"a.jpg","name":"Ann"})");
  EXPECT_TRUE(listing.people.empty());
  ASSERT_EQ(listing.remarks.size(), kJsonLineFaultsMax);
  EXPECT_TRUE(listing.remarks.back().why.reason.contains("the rest is not looked at"));
}

TEST(JsonLines, HaveNobodyInNothing) {
  for (const std::string text : {"", "\n\n", "\xEF\xBB\xBF", " \r\n"}) {
    const Listing listing = list(text);
    EXPECT_TRUE(listing.people.empty() && listing.remarks.empty()) << text;
  }
}

}  // namespace
}  // namespace mien::importing
