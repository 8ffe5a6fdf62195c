#include <gtest/gtest.h>

#include <random>
#include <string>

#include "app/hooks/foreign_event.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::app {
namespace {

using enum KeyForm;

TEST(EventKey, IsDecodedAsItsSourceEncodesIt) {
  const std::string name = "index/Nguy\xE1\xBB\x85n V\xC4\x83n A+b %41.jpg";
  // As MinIO writes it, as AWS does, and as versitygw does, which encodes nothing.
  EXPECT_EQ(decode_event_key("index%2FNguy%E1%BB%85n+V%C4%83n+A%2Bb+%2541.jpg", kEncoded), name);
  EXPECT_EQ(decode_event_key("index/Nguy%E1%BB%85n+V%C4%83n+A%2Bb+%2541.jpg", kEncoded), name);
  EXPECT_EQ(decode_event_key(name, kEncoded), name);
  EXPECT_EQ(decode_event_key(name, kRaw), name);
  // What could be either is what its form says.
  EXPECT_EQ(decode_event_key("a+b%20c.jpg", kEncoded), "a b c.jpg");
  EXPECT_EQ(decode_event_key("a+b%20c.jpg", kRaw), "a+b%20c.jpg");
}

TEST(EventKey, StandsForItselfWhereNobodyEncodedIt) {
  for (const std::string text : {"100%.jpg", "a%zz+b", "%", "a b+c", "50%+1 \xC3\xA9"})
    EXPECT_EQ(decode_event_key(text, kEncoded), text);
}

TEST(EventKey, IsRefusedWhereItIsNone) {
  for (const KeyForm form : {kEncoded, kRaw}) {
    EXPECT_EQ(decode_event_key("", form), std::nullopt);
    EXPECT_EQ(decode_event_key(std::string(limits::kHookKeyBytesMax + 1, 'a'), form), std::nullopt);
    EXPECT_TRUE(decode_event_key(std::string(limits::kHookKeyBytesMax, 'a'), form));
    EXPECT_EQ(decode_event_key("a\xFF", form), std::nullopt);
    EXPECT_EQ(decode_event_key(std::string("a\0b", 3), form), std::nullopt);
  }
  EXPECT_EQ(decode_event_key("a%00b", kEncoded), std::nullopt);
  EXPECT_EQ(decode_event_key("%FF", kEncoded), std::nullopt);
  for (const std::string_view key : {".", "..", "a/..", "../a", "a/../b", "a/./b", "./a", "a/."})
    for (const KeyForm form : {kEncoded, kRaw}) EXPECT_EQ(decode_event_key(key, form), std::nullopt) << key;
  EXPECT_EQ(decode_event_key("a%2F..%2Fb", kEncoded), std::nullopt);
  EXPECT_EQ(decode_event_key("a/%2e%2E/b", kEncoded), std::nullopt);
  for (const std::string_view key : {"...", "a/..b", ".a", "a../b", "a//b"})
    EXPECT_EQ(decode_event_key(key, kRaw), key) << key;
}

/// As Go's url.QueryEscape does, or Java's URLEncoder; both leave what they leave, and escape the rest.
std::string encoded(std::string_view key, std::string_view kept) {
  std::string out;
  for (const char c : key) {
    if (c == ' ') {
      out += '+';
    } else if (is_alphanumeric(c) || kept.contains(c)) {
      out += c;
    } else {
      out += '%';
      out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
      out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

TEST(EventKey, ComesBackFromEveryEncodingOfAnyKey) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::vector<std::string> pieces{
      "a", "Z", "9", " ",  "+", "%",  "%41", "/", "//", ".", "..",           "_",
      "-", "~", "*", "\"", "?", "=&", "\n",  "(", ")",  "@", "\xE1\xBB\x85", "\xF0\x9F\x98\x80"};
  for (int round = 0; round < 2000; ++round) {
    std::string key;
    for (auto n = random() % 20 + 1; n > 0; --n) key += pieces[random() % pieces.size()];
    const auto raw = decode_event_key(key, kRaw);
    EXPECT_EQ(raw.value_or(key), key) << "some stand for another one: those are refused in every form";
    for (const std::string_view kept : {"-_.~", "-_.*/", "-_."})
      EXPECT_EQ(decode_event_key(encoded(key, kept), kEncoded), raw) << encoded(key, kept);
  }
}

}  // namespace
}  // namespace mien::app
