#include "adapters/lambda_zip/lambda_zip.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/lambda_zip/entry_name.h"
#include "core/limits.h"
#include "fakes/temp_dir.h"
#include "support/code_of.h"
#include "support/zip_builder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using support::ZipBuilder;

class LambdaZipTest : public ::testing::Test {
 protected:
  std::string refusal(const ZipBuilder& zip) const { return refusal(zip.take()); }
  /// Why both ways refuse it.
  std::string refusal(const std::vector<std::byte>& bytes) const {
    const auto inspected = archive_.inspect(bytes);
    const auto unpacked = archive_.unpack(bytes, folder_ / "code");
    if (inspected && unpacked) return "nothing";
    EXPECT_EQ(code_of(unpacked), ErrorCode::kInvalidArgument);
    EXPECT_FALSE(fs::exists(folder_ / "code"));
    EXPECT_FALSE(fs::exists(folder_ / "code.new"));
    EXPECT_EQ(inspected ? unpacked.error().message : inspected.error().message, unpacked.error().message);
    return unpacked.error().message;
  }
  std::string text_of(const std::string& name) const {
    std::ifstream in(folder_ / ("code/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  fakes::TempDir folder_;
  LambdaZip archive_;
};

constexpr const char* kNoZip = "Could not unzip uploaded file. Please check your file, then try to upload again.";

TEST_F(LambdaZipTest, UnpacksFilesAndFolders) {
  const std::string long_text(300'000, 'a');
  const auto zip =
      ZipBuilder()
          .add({.name = "app.py", .contents = "def handler(event, context): pass\n", .mode = 0100777})
          .add({.name = "lib/", .mode = 040755})
          .add({.name = "lib/deep/t\xC3\xBCr.txt", .contents = long_text, .is_packed = true, .flags = 0x800})
          .add({.name = "empty"})
          .take();
  const auto contents = archive_.inspect(zip).value();
  EXPECT_EQ(contents.files, 3U);
  EXPECT_EQ(contents.bytes, 34 + long_text.size());
  ASSERT_TRUE(archive_.unpack(zip, folder_ / "code"));
  EXPECT_EQ(text_of("app.py"), "def handler(event, context): pass\n");
  EXPECT_EQ(text_of("lib/deep/t\xC3\xBCr.txt"), long_text);
  EXPECT_TRUE(fs::exists(folder_ / "code/empty"));
  struct stat status{};
  ASSERT_EQ(::stat((folder_ / "code").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat((folder_ / "code/app.py").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U) << "nobody else's, and no program";
  archive_.discard(folder_ / "code");
  EXPECT_FALSE(fs::exists(folder_ / "code"));
}

TEST_F(LambdaZipTest, RefusesWhatIsNoZip) {
  EXPECT_EQ(refusal(std::vector<std::byte>{}), kNoZip);
  EXPECT_EQ(refusal(std::vector<std::byte>(100, std::byte{'x'})), kNoZip);
  EXPECT_EQ(refusal(ZipBuilder()), kNoZip) << "one without entries";
  auto cut = ZipBuilder().add({.name = "a", .contents = "b"}).take();
  for (std::size_t size = 0; size < cut.size(); ++size)
    EXPECT_EQ(refusal(std::vector(cut.begin(), cut.begin() + static_cast<std::ptrdiff_t>(size))), kNoZip) << size;
}

TEST_F(LambdaZipTest, RefusesNamesThatLeadOutOfTheFolder) {
  for (const std::string_view name :
       {"../a", "a/../../b", "/etc/passwd", "a//b", "./a", "a/.", "..", "a\\b", "a\nb", "a\x7F", "/", "a/b//"})
    EXPECT_EQ(refusal(ZipBuilder().add({.name = std::string(name)})),
              "The zip has an entry with a name that leads out of it, or is not one.")
        << name;
}

TEST_F(LambdaZipTest, JudgesNames) {
  for (const std::string& name : {std::string("a"), std::string("a/"), std::string("..a/b.."),
                                  std::string(255, 'a') + "/" + std::string(255, 'b')})
    EXPECT_TRUE(lambda_zip::check_entry_name(name)) << name;
  for (const std::string& name : {std::string(), std::string(256, 'a'), std::string("\xFF"), std::string("a\0b", 3),
                                  std::string(limits::kFunctionPathBytesMax / 2, 'a') + "/" +
                                      std::string(limits::kFunctionPathBytesMax / 2, 'b')})
    EXPECT_EQ(code_of(lambda_zip::check_entry_name(name)), ErrorCode::kInvalidArgument) << name;
}

TEST_F(LambdaZipTest, RefusesLinksAndDevices) {
  for (const std::uint32_t mode : {0120777U, 0020644U, 0010644U, 0140644U, 0040755U})
    EXPECT_EQ(refusal(ZipBuilder().add({.name = "a", .contents = "/etc/passwd", .mode = mode})),
              "The zip has an entry that is neither a file nor a folder.")
        << mode;
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a/", .mode = 0100644})),
            "The zip has an entry that is neither a file nor a folder.");
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a", .contents = "b", .mode = 0644})), "nothing") << "no kind is said";
}

TEST_F(LambdaZipTest, RefusesANameTwiceAndAFileThatIsAFolder) {
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a"}).add({.name = "a"})), "The zip has a name twice.");
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a"}).add({.name = "a/", .mode = 040755})), "The zip has a name twice.");
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a/b"}).add({.name = "a"})), "The zip has a file that is a folder, too.");
}

TEST_F(LambdaZipTest, RefusesOtherPackingsAndCiphers) {
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a", .contents = "b", .method = 12})),
            "The zip is packed in a way other than deflate.");
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a", .contents = std::string(20, 'b'), .flags = 1})),
            "The zip is encrypted.");
}

TEST_F(LambdaZipTest, HoldsContentsToWhatIsAnnounced) {
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a", .contents = "bbb", .announced_crc = 1})), kNoZip);
  EXPECT_EQ(refusal(ZipBuilder().add(
                {.name = "a", .contents = std::string(100'000, 'b'), .is_packed = true, .announced = 10})),
            kNoZip);
  EXPECT_EQ(refusal(ZipBuilder().add(
                {.name = "a", .contents = std::string(100, 'b'), .is_packed = true, .announced = 100'000})),
            kNoZip);
}

TEST_F(LambdaZipTest, RefusesBombs) {
  const std::string large(8 << 20, 'b');
  EXPECT_EQ(refusal(ZipBuilder().add({.name = "a", .contents = large, .is_packed = true})),
            "The zip has a file that is packed too tightly.");
  ZipBuilder many;
  for (int i = 0; i < 65; ++i)
    many.add({.name = std::to_string(i), .contents = std::string(1 << 20, 'b'), .is_packed = true});
  EXPECT_EQ(refusal(many), "Unzipped size must be smaller than 67108864 bytes");
  ZipBuilder lying;
  for (int i = 0; i < 2; ++i) lying.add({.name = std::to_string(i), .contents = "b", .announced = 0x7FFF'FFFF});
  EXPECT_EQ(refusal(lying), "The zip has a file that is packed too tightly.");
}

TEST_F(LambdaZipTest, CountsEntries) {
  ZipBuilder zip;
  for (std::size_t i = 0; i < limits::kFunctionFilesMax; ++i) zip.add({.name = std::to_string(i)});
  EXPECT_TRUE(archive_.inspect(zip.take()));
  zip.add({.name = "more"});
  EXPECT_EQ(refusal(zip), "The zip has more than 4096 entries.");
}

TEST_F(LambdaZipTest, SaysThatItCannotWrite) {
  const auto zip = ZipBuilder().add({.name = "a", .contents = "b"}).take();
  std::ofstream(folder_ / "file") << "x";
  EXPECT_EQ(archive_.unpack(zip, folder_ / "file/code").error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace mien
