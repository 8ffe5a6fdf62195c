#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/sealing/secret_box.h"
#include "adapters/system/sealing_key.h"
#include "adapters/system/system_keys.h"
#include "core/base64.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

std::array<std::byte, SecretBox::kKeyBytes> key_of(unsigned char byte) {
  std::array<std::byte, SecretBox::kKeyBytes> key{};
  key.fill(static_cast<std::byte>(byte));
  return key;
}

TEST(SecretBoxTest, OpensWhatItSealed) {
  const SecretBox box(key_of(1));
  for (const std::string secret : {"", "x", "a secret access key"}) {
    const auto sealed = box.seal(secret, "context");
    EXPECT_EQ(sealed.size(), 1 + 24 + secret.size() + 16);
    const auto opened = box.open(sealed, "context");
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(*opened, secret);
    const auto bytes = std::as_bytes(std::span(secret));
    if (secret.size() > 4) {
      EXPECT_TRUE(std::ranges::search(sealed, bytes).empty());
    }
    EXPECT_NE(box.seal(secret, "context"), sealed) << "one nonce twice";
  }
}

TEST(SecretBoxTest, OpensNothingForAnotherKeyContextOrText) {
  const SecretBox box(key_of(1));
  const auto sealed = box.seal("secret", "context");
  const auto refused = [](const Result<std::string>& opened) {
    return !opened && opened.error().code == ErrorCode::kIncompatible;
  };
  EXPECT_TRUE(refused(SecretBox(key_of(2)).open(sealed, "context")));
  EXPECT_TRUE(refused(box.open(sealed, "other")));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= std::byte{1};
    EXPECT_TRUE(refused(box.open(changed, "context"))) << i;
    EXPECT_TRUE(refused(box.open(std::span(sealed).first(i), "context"))) << i;
  }
}

class SealingKeyTest : public testing::Test {
 protected:
  void write(std::string_view text) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << text;
    ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
  }
  fakes::TempDir dir_;
  std::unique_ptr<DataDirectory> directory_ = DataDirectory::open(dir_ / "data").value();
  std::string file_ = directory_->sealing_key_path();
};

TEST_F(SealingKeyTest, IsMadeOnceAndKeptPrivate) {
  const auto none = SealingKey::find(file_, {});
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_FALSE(*none);
  const auto made = SealingKey::create(*directory_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->origin, SealingKey::Origin::kCreated);
  struct stat status{};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  const auto found = SealingKey::find(file_, {});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->bytes, made->bytes);
  EXPECT_EQ((*found)->origin, SealingKey::Origin::kFile);
}

TEST_F(SealingKeyTest, OfTheEnvironmentWins) {
  ASSERT_TRUE(SealingKey::create(*directory_));
  const auto found = SealingKey::find(file_, encode_base64(key_of(7)));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->bytes, key_of(7));
  const std::vector<std::string> all_wrong{"", "secret", "AAAA", std::string(44, 'A'), encode_base64(key_of(7)) + "\n"};
  for (const std::string& wrong : all_wrong) {
    const auto refused = SealingKey::find(file_, wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_TRUE(wrong.empty() || refused.error().message.find(wrong) == std::string::npos) << "a key in a message";
  }
}

TEST_F(SealingKeyTest, ThatIsDamagedOrOpenToOthersIsRefused) {
  for (const std::string_view damaged : {"", "{", "[]", "{}", R"({"sealing_key":1})", R"({"sealing_key":"AAAA"})"}) {
    write(damaged);
    const auto refused = SealingKey::find(file_, {});
    ASSERT_FALSE(refused) << damaged;
    EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  }
  ASSERT_TRUE(SealingKey::create(*directory_));
  ASSERT_EQ(::chmod(file_.c_str(), 0640), 0);
  const auto refused = SealingKey::find(file_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kAccessDenied);
}

TEST(SystemKeysTest, AreRandomAndNeedNoEscapes) {
  const SystemKeys maker;
  const auto a = maker.make();
  const auto b = maker.make();
  EXPECT_NE(a.access_key_id, b.access_key_id);
  EXPECT_NE(a.secret, b.secret);
  EXPECT_TRUE(a.access_key_id.starts_with("MIEN"));
  EXPECT_EQ(a.access_key_id.size(), 20U);
  EXPECT_EQ(a.secret.size(), 40U);
  for (const char c : a.access_key_id + a.secret)
    EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
        << c;
}

}  // namespace
}  // namespace mien
