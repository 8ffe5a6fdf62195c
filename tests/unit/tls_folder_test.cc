#include "tls/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "adapters/http_server/tls.h"
#include "core/limits.h"
#include "support/tls_files.h"

namespace mien::cli {
namespace {

using mien::tls_testing::put_file;
using mien::tls_testing::seconds_now;

std::string text_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

mode_t mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

class TlsFolderTest : public ::testing::Test {
 protected:
  fakes::TempDir root_;
  const std::string path_ = root_ / "data/tls";
  const TlsFolder folder_{path_};

  Result<TlsInitDone> init(std::chrono::sys_seconds now = seconds_now()) const {
    return tls_init_folder({.folder = path_,
                            .names = {{"localhost"}, {"127.0.0.1"}},
                            .days = std::chrono::days(limits::kServerCertificateDaysDefault),
                            .now = now,
                            .machine = "box"});
  }
  Error refusal() const {
    const auto done = init();
    EXPECT_FALSE(done);
    return done ? Error{} : done.error();
  }
};

TEST_F(TlsFolderTest, GetsWhatAServerNeedsAndNobodyElseReads) {
  const auto done = init();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->authority_is_new);
  EXPECT_EQ(mode_of(path_), 0700U);
  EXPECT_EQ(mode_of(root_ / "data"), 0700U);
  for (const std::string& file : {folder_.authority_key(), folder_.key()}) EXPECT_EQ(mode_of(file), 0600U);
  EXPECT_TRUE(done->certificate.is_issued_by(done->authority));
  const auto tls = http_server::Tls::load({folder_.certificate(), folder_.key()});
  ASSERT_TRUE(tls) << tls.error().message;
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path_)) ++files;
  EXPECT_EQ(files, 4U);
}

TEST_F(TlsFolderTest, GivesEachItsTime) {
  const auto now = seconds_now();
  const auto done = init(now);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->certificate.not_after(), now + std::chrono::days(397));
  EXPECT_LT(done->certificate.not_before(), now);
  // Browsers count from the beginning, which lies before now.
  EXPECT_LE(done->certificate.not_after() - done->certificate.not_before(), std::chrono::days(398));
  EXPECT_EQ(done->authority.not_after(), now + limits::kAuthorityLifetime);
}

TEST_F(TlsFolderTest, KeepsTheAuthorityAndTheKeyWhenItRenews) {
  const auto first = init(seconds_now() - std::chrono::days(300));
  ASSERT_TRUE(first);
  const std::string authority = text_of(folder_.authority());
  const std::string key = text_of(folder_.key());
  const auto second = init();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_FALSE(second->authority_is_new);
  EXPECT_FALSE(second->key_is_new);
  EXPECT_EQ(text_of(folder_.authority()), authority);
  EXPECT_EQ(text_of(folder_.key()), key);
  EXPECT_NE(second->certificate.sha256(), first->certificate.sha256());
  EXPECT_TRUE(second->certificate.is_issued_by(first->authority));
  EXPECT_TRUE(http_server::Tls::load({folder_.certificate(), folder_.key()}));
}

TEST_F(TlsFolderTest, SaysWhichNamesItDrops) {
  const auto with = [&](certificates::ServerNames names) {
    return tls_init_folder({.folder = path_,
                            .names = std::move(names),
                            .days = std::chrono::days(30),
                            .now = seconds_now(),
                            .machine = "box"});
  };
  const auto first = with({{"localhost", "a.lan"}, {"127.0.0.1", "::1", "0:0::7"}});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(first->dropped.empty());
  const auto second = with({{"localhost", "b.lan"}, {"::1", "10.0.0.1"}});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->dropped, (std::vector<std::string>{"a.lan", "127.0.0.1", "::7"}));
  put_file(folder_.certificate(), "no certificate");
  const auto third = with({{"c.lan"}, {}});
  ASSERT_TRUE(third) << third.error().message;
  EXPECT_TRUE(third->dropped.empty());
}

TEST_F(TlsFolderTest, MakesAnotherKeyWhereTheOldOneWasRemoved) {
  ASSERT_TRUE(init());
  std::filesystem::remove(folder_.key());
  const auto again = init();
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->key_is_new);
  EXPECT_TRUE(http_server::Tls::load({folder_.certificate(), folder_.key()}));
}

TEST_F(TlsFolderTest, NeverReplacesAnAuthorityOfWhichHalfIsMissingOrDamaged) {
  ASSERT_TRUE(init());
  const std::string authority = text_of(folder_.authority());
  const std::string authority_key = text_of(folder_.authority_key());

  std::filesystem::remove(folder_.authority_key());
  Error error = refusal();
  EXPECT_EQ(error.code, ErrorCode::kIncompatible);
  EXPECT_NE(error.message.find("holds ca.pem without its key"), std::string::npos) << error.message;
  put_file(folder_.authority_key(), authority_key);

  std::filesystem::remove(folder_.authority());
  error = refusal();
  EXPECT_NE(error.message.find("holds ca-key.pem without its certificate"), std::string::npos) << error.message;

  put_file(folder_.authority(), authority.substr(0, authority.size() / 2));
  error = refusal();
  EXPECT_EQ(error.code, ErrorCode::kIncompatible);
  EXPECT_NE(error.message.find("holds no usable authority"), std::string::npos) << error.message;

  put_file(folder_.authority(), text_of(folder_.certificate()));
  EXPECT_NE(refusal().message.find("holds no usable authority"), std::string::npos);
  EXPECT_EQ(text_of(folder_.authority_key()), authority_key);

  put_file(folder_.authority(), authority);
  EXPECT_TRUE(init());
}

TEST_F(TlsFolderTest, SaysThatAnAuthorityHasExpired) {
  ASSERT_TRUE(init(seconds_now() - limits::kAuthorityLifetime - std::chrono::days(1)));
  EXPECT_NE(refusal().message.find("has expired"), std::string::npos);
}

TEST_F(TlsFolderTest, RefusesWhatOthersCanReadOrHavePlanted) {
  ASSERT_TRUE(init());
  for (const std::string& file : {folder_.authority_key(), folder_.key()}) {
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::kAccessDenied);
    EXPECT_NE(error.message.find("run: chmod 600 " + file), std::string::npos) << error.message;
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0755), 0);
  EXPECT_NE(refusal().message.find("run: chmod 700 " + path_), std::string::npos);
  ASSERT_EQ(::chmod(path_.c_str(), 0700), 0);

  std::filesystem::rename(folder_.key(), root_ / "key.pem");
  std::filesystem::create_symlink(root_ / "key.pem", folder_.key());
  EXPECT_NE(refusal().message.find("is no plain file of its own"), std::string::npos);
  std::filesystem::remove(folder_.key());
  std::filesystem::rename(path_, root_ / "elsewhere");
  std::filesystem::create_directory_symlink(root_ / "elsewhere", path_);
  EXPECT_EQ(refusal().code, ErrorCode::kUnavailable);
}

TEST_F(TlsFolderTest, LeavesCertificatesOfSomebodyElseAlone) {
  std::filesystem::create_directories(path_);
  ASSERT_EQ(::chmod(path_.c_str(), 0700), 0);
  put_file(folder_.certificate(), "a certificate that was bought");
  const Error error = refusal();
  EXPECT_EQ(error.code, ErrorCode::kIncompatible);
  EXPECT_EQ(text_of(folder_.certificate()), "a certificate that was bought");
  EXPECT_FALSE(std::filesystem::exists(folder_.authority_key()));
}

TEST_F(TlsFolderTest, SaysThatAKeyIsDamaged) {
  ASSERT_TRUE(init());
  put_file(folder_.key(), "nonsense");
  const Error error = refusal();
  EXPECT_EQ(error.code, ErrorCode::kIncompatible);
  EXPECT_NE(error.message.find("is damaged; remove it"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace mien::cli
