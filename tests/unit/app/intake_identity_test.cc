#include <gtest/gtest.h>

#include <random>
#include <string>

#include "app/intake/identity.h"
#include "app/intake/intake.h"
#include "app/intake/upload_payload.h"
#include "core/base64.h"
#include "core/percent.h"
#include "support/code_of.h"

namespace mien::app {
namespace {

const std::string kVan = "Nguy\xE1\xBB\x85n V\xC4\x83n A";

std::string encoded_word(std::string_view text) {
  return "=?utf-8?b?" + encode_base64(std::as_bytes(std::span(text))) + "?=";
}

TEST(HeaderText, DecodesWhatHeadersCannotCarry) {
  EXPECT_EQ(decode_header_text("Ada King"), "Ada King");
  EXPECT_EQ(decode_header_text(kVan), kVan);
  EXPECT_EQ(decode_header_text(percent_encode(kVan)), kVan);
  EXPECT_EQ(decode_header_text(encoded_word(kVan)), kVan);
  EXPECT_EQ(decode_header_text("=?UTF-8?Q?Nguy=E1=BB=85n_V=C4=83n_A?="), kVan);
  EXPECT_EQ(decode_header_text("=?iso-8859-1?Q?Zo=EB?="), "Zo\xC3\xAB");
  EXPECT_EQ(decode_header_text("=?utf-8*en?Q?Zo=C3=AB?="), "Zo\xC3\xAB");
  EXPECT_EQ(decode_header_text(encoded_word("Ann ") + " \t" + encoded_word("Bo")), "Ann Bo") << "blanks between words";
  EXPECT_EQ(decode_header_text("Dr. " + encoded_word("Zo\xC3\xAB") + " B"), "Dr. Zo\xC3\xAB B");
}

TEST(HeaderText, LeavesAloneWhatIsNotWellFormed) {
  for (const std::string text : {"100% Ann", "%zz", "%ff%fe", "=?utf-8?b?!!!?=", "=?utf-8?b?",
                                 "=?koi8-r?Q?=C1?=", "=?utf-8?Q?=ff?=", "=?utf-8?x?abc?=", "=?", "a%2"})
    EXPECT_EQ(decode_header_text(text), text);
}

Identity identity(std::string_view rule, std::string_view key, const TextMap& metadata = {},
                  std::string_view prefix = "") {
  const auto parsed = IdentityRule::parse(rule);
  EXPECT_TRUE(parsed) << rule;
  const auto found = parsed->identify(key, prefix, metadata);
  EXPECT_TRUE(found) << key << ": " << (found ? "" : found.error().message);
  return found.value_or(Identity{});
}

TEST(IdentityRule, ReadsANameFromMetadata) {
  const auto found = identity("metadata:FullName", "index/image1.jpg", {{"fullname", encoded_word(kVan)}}, "index/");
  EXPECT_EQ(found.kind, Identity::Kind::kName);
  EXPECT_EQ(found.name, kVan);
  EXPECT_EQ(identity("metadata-id:employee", "x", {{"employee", "mark123"}}).id, "mark123");
  EXPECT_EQ(identity("metadata-id:employee", "x", {{"employee", "mark123"}}).kind, Identity::Kind::kId);
}

TEST(IdentityRule, ReadsNamesAndIdsFromKeys) {
  const std::string uuid = "3f2b1c7e-6e5c-4c9b-9f52-0d9c3a1b2c3d";
  EXPECT_EQ(identity("key:{full_name}_{uuid}", "Ada_King_Lovelace_" + uuid + ".jpeg").name, "Ada King Lovelace");
  EXPECT_EQ(identity("key:{full_name}_{uuid}", "Nguy\xE1\xBB\x85n V\xC4\x83n A_" + uuid + ".jpeg").name, kVan);
  EXPECT_EQ(identity("key:{full_name}_{uuid}", "A. B. Si/lva_" + uuid + ".png").name, "A. B. Si/lva");
  EXPECT_EQ(identity("key:{full_name}_{uuid}", "in/Ada_1.JPG", {}, "in/").name, "Ada");
  EXPECT_EQ(identity("key:{id}_{uuid}", "ann_b_" + uuid + ".jpeg").id, "ann_b");
  const auto id = identity("key:{id}_{uuid}", "mark123_" + uuid + ".jpeg");
  EXPECT_EQ(id.kind, Identity::Kind::kId);
  EXPECT_EQ(id.id, "mark123");
  EXPECT_EQ(id.name, "");
  const auto two = identity("key:{first}_{last}", "Ada_King_Lovelace.jpg");
  EXPECT_EQ(two.name, "Ada King Lovelace");
  EXPECT_EQ(text_of(two.fields, "first"), "Ada");
  EXPECT_EQ(text_of(two.fields, "last"), "King Lovelace");
  EXPECT_EQ(identity("key:staff-{id}", "staff-7").id, "7");
}

TEST(IdentityRule, SaysWhatIsWrongWithAnObject) {
  const auto refused = [](std::string_view rule, std::string_view key, const TextMap& metadata = {}) {
    const auto found = IdentityRule::parse(rule)->identify(key, "", metadata);
    EXPECT_FALSE(found) << key;
    return found ? "" : found.error().message;
  };
  EXPECT_NE(refused("metadata:fullname", "a.jpg").find("no metadata 'fullname'"), std::string::npos);
  EXPECT_NE(refused("metadata:fullname", "a.jpg", {{"fullname", " "}}).find("no metadata"), std::string::npos);
  for (const std::string_view key : {"Ada.jpg", "_1.jpg", "Ada_.jpg", "", "_", ".jpg"})
    EXPECT_NE(refused("key:{full_name}_{uuid}", key).find("{full_name}_{uuid}"), std::string::npos) << key;
}

TEST(IdentityRule, RefusesRulesThatCannotWork) {
  for (const std::string_view rule : {"", "metadata", "metadata:", "header:x", "key:", "key:{uuid}", "key:plain",
                                      "key:{first}{last}", "key:{name}", "key:{id", "key:{id}_{id}", "fullname"})
    EXPECT_EQ(code_of(IdentityRule::parse(rule)), ErrorCode::kInvalidArgument) << rule;
}

TEST(Template, FillsInWhatIsKnown) {
  EXPECT_EQ(fill_template("{bucket}/{key}", {{"bucket", "b"}, {"key", "k{x}"}}), "b/k{x}")
      << "values are not templates";
  EXPECT_EQ(fill_template("{name}", {}), "");
  EXPECT_TRUE(check_template("plain {name} {face_id}"));
  EXPECT_EQ(code_of(check_template("{nobody}")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(check_template("{name")), ErrorCode::kInvalidArgument);
  for (const std::string_view name : template_names()) EXPECT_TRUE(check_template("{" + std::string(name) + "}"));
}

TEST(UploadPayload, ComesBackAsItWas) {
  const ObjectEvent event{.name = "ObjectCreated:Put",
                          .bucket = "b",
                          .key = "k",
                          .sequence = 42,
                          .etag = {},
                          .content_type = {},
                          .metadata = {{"fullname", kVan + "&=%+"}, {"", "empty"}},
                          .actor = "MIEN1",
                          .source_address = {}};
  const auto alone = read_payload(event_payload(event));
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->sequence, 42U);
  EXPECT_EQ(alone->actor, "MIEN1");
  EXPECT_EQ(text_of(alone->metadata, "fullname"), kVan + "&=%+");
  EXPECT_EQ(alone->announced_by, "");
  const UploadPayload announced{.metadata = {},
                                .announced_by = "MIEN2",
                                .collection = "staff",
                                .name = kVan,
                                .person = "ann",
                                .attributes_json = R"({"a":"&"})",
                                .consent = true,
                                .is_verification = true,
                                .similarity_min = 90.5};
  const auto both = read_payload(announcement_payload(announced) + event_payload(event));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->sequence, 42U);
  EXPECT_EQ(both->announced_by, "MIEN2");
  EXPECT_EQ(both->name, kVan);
  EXPECT_EQ(both->attributes_json, R"({"a":"&"})");
  EXPECT_TRUE(both->consent && both->is_verification);
  EXPECT_EQ(both->similarity_min, 90.5);
  EXPECT_FALSE(read_payload("a"));
  EXPECT_FALSE(read_payload("a=1&a=2"));
  EXPECT_FALSE(read_payload("a=%z1"));
}

TEST(TextMap, ComesBackWhateverItHolds) {
  std::mt19937 random(20261122);
  for (int i = 0; i < 300; ++i) {
    TextMap map;
    for (std::size_t entries = random() % 5; entries > 0; --entries) {
      std::string name, value;
      for (std::size_t n = random() % 6; n > 0; --n) name += static_cast<char>(random());
      for (std::size_t n = random() % 9; n > 0; --n) value += static_cast<char>(random());
      map[name] = value;
    }
    const auto back = decode_text_map(encode_text_map(map));
    ASSERT_TRUE(back) << "seed 20261122, round " << i;
    ASSERT_EQ(*back, map) << "seed 20261122, round " << i;
  }
}

}  // namespace
}  // namespace mien::app
