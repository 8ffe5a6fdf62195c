#include "core/ids.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace mien {
namespace {

TEST(Uuid, PrintsWhatItParsed) {
  const std::string text = "0123abcd-4567-89ef-fedc-ba9876543210";
  const auto id = Uuid::parse(text);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->bytes[0], 0x01);
  EXPECT_EQ(id->bytes[15], 0x10);
  EXPECT_EQ(id->text(), text);
}

TEST(Uuid, SurvivesTextWhateverItsBytes) {
  const unsigned seed = 20240611;
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    Uuid id;
    for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random());
    const auto back = Uuid::parse(id.text());
    ASSERT_TRUE(back) << "seed " << seed << " round " << round;
    EXPECT_EQ(*back, id) << "seed " << seed << " round " << round;
  }
}

TEST(Uuid, RefusesEveryOtherSpelling) {
  const std::string good = "0123abcd-4567-89ef-fedc-ba9876543210";
  const std::string zero_inside = std::string(good).replace(3, 1, std::string(1, '\0'));
  for (const std::string& text :
       {std::string(), good.substr(1), good + "0", "0123ABCD-4567-89ef-fedc-ba9876543210" + std::string(),
        std::string("0123abcd4567-89ef-fedc-ba98765432100"), std::string("0123abcd-4567-89ef-fedc-ba987654321g"),
        std::string("0123abcd_4567-89ef-fedc-ba9876543210"), std::string("0123abc--4567-89ef-fedc-ba9876543210"),
        "{" + good.substr(1, 34) + "}", zero_inside})
    EXPECT_FALSE(Uuid::parse(text)) << text;
}

TEST(Uuid, MadeFromADigestIsOfTheCustomVersion) {
  Sha256 digest;
  digest.fill(std::byte{0xFF});
  const Uuid id = Uuid::from_digest(digest);
  EXPECT_EQ(id.text(), "ffffffff-ffff-8fff-bfff-ffffffffffff");
  digest[31] = std::byte{0};  // Only the first half counts.
  EXPECT_EQ(Uuid::from_digest(digest), id);
  digest[0] = std::byte{0};
  EXPECT_NE(Uuid::from_digest(digest), id);
}

TEST(UuidOf, ParsesAsItsUuidDoes) {
  const auto id = FaceId::parse("0123abcd-4567-89ef-fedc-ba9876543210");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text(), "0123abcd-4567-89ef-fedc-ba9876543210");
  EXPECT_FALSE(FaceId::parse("face"));
  EXPECT_EQ(std::hash<FaceId>{}(*id), std::hash<Uuid>{}(id->uuid));
}

/// The characters that a kind of id takes, out of all 256.
template <class Id>
std::string accepted_characters() {
  std::string out;
  for (int c = 0; c < 256; ++c)
    if (Id::parse(std::string(1, static_cast<char>(c)))) out.push_back(static_cast<char>(c));
  return out;
}

TEST(TextId, TakesExactlyTheCharactersOfItsRule) {
  const std::string words = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  const std::string with_colon = "-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(accepted_characters<CollectionId>(), words);
  EXPECT_EQ(accepted_characters<PersonId>(), with_colon);
  EXPECT_EQ(accepted_characters<ExternalImageId>(), with_colon);
}

TEST(TextId, TakesAsManyBytesAsItsRuleSaysAndNoMore) {
  EXPECT_TRUE(CollectionId::parse(std::string(255, 'a')));
  EXPECT_TRUE(PersonId::parse(std::string(128, 'a')));
  const auto long_collection = CollectionId::parse(std::string(256, 'a'));
  ASSERT_FALSE(long_collection);
  EXPECT_EQ(long_collection.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(long_collection.error().message, "A collection id must have 1 to 255 characters.");
  const auto long_person = PersonId::parse(std::string(129, 'a'));
  ASSERT_FALSE(long_person);
  EXPECT_EQ(long_person.error().message, "A person id must have 1 to 128 characters.");
  EXPECT_FALSE(ExternalImageId::parse(std::string(256, 'a')));
}

TEST(TextId, SaysWhatItTakes) {
  const auto empty = CollectionId::parse("");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::kInvalidArgument);
  const auto spaced = PersonId::parse("ada lovelace");
  ASSERT_FALSE(spaced);
  EXPECT_EQ(spaced.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(spaced.error().message, "A person id may contain only letters, digits, '_', '.', '-' and ':'.");
}

}  // namespace
}  // namespace mien
