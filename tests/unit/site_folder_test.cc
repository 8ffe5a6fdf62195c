#include "adapters/site_folder/site_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "api/routes/site_api.h"
#include "core/limits.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

class SiteFolderTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    const std::string path = folder_ / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
  }
  Result<std::unique_ptr<SiteFolder>> open() { return SiteFolder::open(folder_.path().string()); }
  HttpResponse get(const SiteFiles& files, std::string target, std::string path = "/") {
    const api::routes::SiteApi site(std::move(path), files);
    HttpRequest request;
    request.head.method = "GET";
    request.head.target = std::move(target);
    EXPECT_TRUE(site.owns(request.head)) << request.head.target;
    return site.handle(request, "").response;
  }

  fakes::TempDir folder_;
};

TEST_F(SiteFolderTest, ServesFilesAndTheIndexForThePagesOwnPaths) {
  write("index.html", "<html>");
  write("assets/app.js", "let a;");
  write(".env", "secret");
  const auto site = open();
  ASSERT_TRUE(site) << site.error().message;
  EXPECT_EQ(get(**site, "/").body, "<html>");
  EXPECT_EQ(get(**site, "/assets/app.js").body, "let a;");
  EXPECT_EQ(get(**site, "/assets/app.js").headers[0].value, "text/javascript; charset=utf-8");
  EXPECT_EQ(get(**site, "/verify").body, "<html>");
  EXPECT_EQ(get(**site, "/app/assets/app.js", "/app/").body, "let a;");
  EXPECT_EQ(get(**site, "/app", "/app/").body, "<html>");
  for (const char* target : {"/.env", "/missing.js", "/..%2f..%2fetc/passwd", "/%zz", "/assets/../.env"})
    EXPECT_NE(get(**site, target).body, "secret") << target;
  EXPECT_EQ(get(**site, "/missing.js").status, 404);
}

TEST_F(SiteFolderTest, RefusesLinksAndWhatIsNoFolder) {
  EXPECT_EQ(SiteFolder::open(folder_ / "missing").error().code, ErrorCode::kInvalidArgument);
  std::filesystem::create_symlink("/etc/passwd", folder_ / "passwd.txt");
  EXPECT_EQ(open().error().code, ErrorCode::kInvalidArgument);
}

TEST_F(SiteFolderTest, BoundsHowMuchItKeepsInMemory) {
  for (std::size_t i = 0; i <= limits::kSiteFilesMax; ++i) write("f" + std::to_string(i), "");
  EXPECT_NE(open().error().message.find("more than 2000 files"), std::string::npos);
  std::filesystem::remove_all(folder_.path());
  std::filesystem::create_directory(folder_.path());
  write("large.bin", "");
  std::filesystem::resize_file(folder_ / "large.bin", limits::kSiteBytesMax + 1);
  EXPECT_NE(open().error().message.find("at most 67108864 bytes"), std::string::npos);
}

}  // namespace
}  // namespace mien
