#include "api/json/writer.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>

#include "api/json/parse.h"

namespace mien::api {
namespace {

std::string number(float value) { return JsonWriter().number(value).take(); }

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  JsonWriter json;
  json.begin_object().member("a", "x{").key("b").begin_array().integer(-1).boolean(true).null().begin_object();
  json.end_object().begin_array().end_array().string("[").string(":").end_array().member("c", 0.5F);
  json.key("d").begin_object().end_object().key("e").unsigned_integer(~std::uint64_t{0}).end_object();
  EXPECT_EQ(json.take(), R"({"a":"x{","b":[-1,true,null,{},[],"[",":"],"c":0.5,"d":{},"e":18446744073709551615})");
}

TEST(JsonWriter, EscapesWhatMustBeEscaped) {
  JsonWriter json;
  json.string(std::string_view("\"\\\b\f\n\r\t\0\x1f/\x7f ä€😀", 21));
  EXPECT_EQ(json.take(), "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/\x7f ä€😀\"");
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
  JsonWriter json;
  json.string(
      "a\xff"
      "b\xc3");
  EXPECT_EQ(json.take(),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\"");
}

TEST(JsonWriter, WritesTheShortestDigitsOfAFloat) {
  EXPECT_EQ(number(97.1F), "97.1");
  EXPECT_EQ(number(100), "100");
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(-0.0F), "0");
  EXPECT_EQ(number(0.33481482F), "0.33481482");
  EXPECT_EQ(number(-1e-5F), "-0.00001");
  EXPECT_EQ(number(2e6F), "2000000");
  EXPECT_EQ(number(1e-20F), "1e-20");
  EXPECT_EQ(number(std::numeric_limits<float>::quiet_NaN()), "null");
  EXPECT_EQ(number(std::numeric_limits<float>::infinity()), "null");
  EXPECT_EQ(JsonWriter().number(1481833313.674).take(), "1481833313.674");
  EXPECT_EQ(JsonWriter().number(1700000000.0).take(), "1700000000");
}

TEST(JsonWriter, WritesFloatsThatReadBackAsTheSame) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const auto bits = static_cast<std::uint32_t>(random());
    float value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const std::string text = number(value);
    float back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(back, value) << text;
    ASSERT_TRUE(parse_json(text)) << text;
  }
}

TEST(JsonWriter, WritesAnyBytesAsJson) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 20, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_TRUE(parse_json(JsonWriter().string(bytes).take())) << round;
  }
}

}  // namespace
}  // namespace mien::api
