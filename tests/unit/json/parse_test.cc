#include "api/json/parse.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <string>

namespace mien::api {
namespace {

std::string round_trip(std::string_view text) {
  const auto value = parse_json(text);
  return value ? boost::json::serialize(*value) : "refused: " + value.error().message;
}

void expect_refused(std::string_view text, std::string_view why) {
  const auto value = parse_json(text);
  ASSERT_FALSE(value) << text.substr(0, 80);
  EXPECT_EQ(value.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(value.error().message.find(why), std::string::npos) << value.error().message;
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  EXPECT_EQ(round_trip(R"( {"a":[1,-2,true,false,null,"x"],"b":{"c":{}},"n":18446744073709551615} )"),
            R"({"a":[1,-2,true,false,null,"x"],"b":{"c":{}},"n":18446744073709551615})");
  EXPECT_EQ(round_trip(R"("\u00e4\n\/\ud83d\ude00")"), "\"ä\\n/😀\"");
}

TEST(ParseJson, ReadsAStringWithEscapesInItsWholeLength) {
  std::string text = "\"";
  for (int i = 0; i < 5000; ++i) text += "ab\\/";
  const auto value = parse_json(text + "\"");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_string().size(), 15000U);
}

TEST(ParseJson, RefusesAKeyThatAppearsTwice) {
  expect_refused(R"({"a":1,"a":2})", "twice");
  expect_refused(R"({"a":1,"\u0061":1})", "twice");
  expect_refused(R"([{"x":{"b":{},"c":[],"b":{"d":1}}}])", "twice");
  EXPECT_EQ(round_trip(R"([{"a":1},{"a":1,"A":{"a":1}}])"), R"([{"a":1},{"a":1,"A":{"a":1}}])");
}

TEST(ParseJson, RefusesNumbersBeyondADouble) {
  expect_refused("[1e400]", "out of range");
  expect_refused("-1e999", "out of range");
  EXPECT_TRUE(parse_json("1e308"));
}

TEST(ParseJson, ReadsNumbersToTheLastDigit) {
  EXPECT_EQ(parse_json("-702e70")->as_double(), -702e70);
  EXPECT_EQ(parse_json("[0.1]")->at(0).as_double(), 0.1);
  EXPECT_EQ(parse_json("9007199254740993.0")->as_double(), 9007199254740992.0);
  EXPECT_EQ(parse_json("1e-400")->as_double(), 0);
}

TEST(ParseJson, RefusesMoreThan64Levels) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(limits::kJsonDepthMax)));
  expect_refused(nested(limits::kJsonDepthMax + 1), "deep");
  expect_refused(std::string(1'000'000, '['), "deep");
}

TEST(ParseJson, RefusesTooManyValuesAndMembers) {
  std::string values = "[0";
  for (int i = 0; i < 99'998; ++i) values += ",0";
  EXPECT_TRUE(parse_json(values + "]"));
  expect_refused(values + ",0]", "too many values");
  std::string members = "{";
  for (int i = 0; i < 1024; ++i) members += "\"" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(parse_json(members.substr(0, members.size() - 1) + "}"));
  expect_refused(members + "\"last\":0}", "too many members");
}

TEST(ParseJson, RefusesTextThatIsNotOneJsonValue) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{} {}",
                           "1 2",
                           "nul",
                           "'a'",
                           "{a:1}",
                           "01",
                           "+1",
                           ".5",
                           "NaN",
                           "// x\n1",
                           "\"a",
                           "\"\n\"",
                           "\"\\x\"",
                           "\xEF\xBB\xBF{}",
                           "1\xff"})
    EXPECT_FALSE(parse_json(text)) << text;
  EXPECT_FALSE(parse_json(std::string_view("1\0", 2)));
}

TEST(ParseJson, RefusesWhatIsNotUtf8) {
  for (const char* text : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"",
                           "\"\\ud800\"", "\"\\udc00\"", "{\"\xff\":1}"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(ParseJson, NeverQuotesTheText) {
  const auto value = parse_json(R"({"password":"hunter2",})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace mien::api
