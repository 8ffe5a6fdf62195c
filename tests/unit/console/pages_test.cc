#include "api/console/console_pages.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "support/header_of.h"

namespace mien::api {
namespace {

constexpr std::array<ConsoleFile, 3> kFiles{{
    {"index.html", "text/html; charset=utf-8", "\"1\"", "plain page", "gzip page", "brotli page"},
    {"favicon.svg", "image/svg+xml", "\"2\"", "icon", "", ""},
    {"assets/main-abc.js", "text/javascript; charset=utf-8", "\"3\"", "plain script", "gzip script", "brotli script"},
}};

class ConsolePagesTest : public ::testing::Test {
 protected:
  static HttpHead head(std::string method, std::string target, std::vector<HttpHeader> headers = {}) {
    return {
        .method = std::move(method), .target = std::move(target), .headers = std::move(headers), .remote_address = {}};
  }
  HttpResponse get(std::string target, std::vector<HttpHeader> headers = {}) const {
    return pages_.handle({.head = head("GET", std::move(target), std::move(headers)), .body = {}}, "id").response;
  }
  ConsolePages pages_{kFiles};
};

TEST_F(ConsolePagesTest, OwnsWhatIsBelowItsPathsAndNotSigned) {
  for (const std::string_view path : {"/ui", "/ui/", "/ui/people/ann?x=1", "/ui/assets/x.js", "/docs", "/docs/x"}) {
    EXPECT_TRUE(pages_.owns(head("GET", std::string(path)))) << path;
    EXPECT_TRUE(pages_.owns(head("HEAD", std::string(path)))) << path;
    EXPECT_FALSE(pages_.owns(head("POST", std::string(path)))) << path;
  }
  for (const std::string_view path : {"/", "/uix", "/v1/people", "/docsx", "/UI/"})
    EXPECT_FALSE(pages_.owns(head("GET", std::string(path)))) << path;
}

TEST_F(ConsolePagesTest, GivesThePageForEveryPathThatIsNoFile) {
  for (const std::string_view path : {"/ui/", "/ui/people", "/ui/people/a.b", "/ui/../v1", "/docs", "/ui/index.html"}) {
    const auto page = get(std::string(path));
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.body, "plain page") << path;
    EXPECT_EQ(header_of(page, "Cache-Control"), "no-cache") << path;
  }
  EXPECT_EQ(get("/ui").status, 302);
  EXPECT_EQ(header_of(get("/ui"), "Location"), "/ui/");
}

TEST_F(ConsolePagesTest, GivesAssetsForGoodAndSaysWhereThereIsNone) {
  const auto asset = get("/ui/assets/main-abc.js");
  EXPECT_EQ(asset.body, "plain script");
  EXPECT_EQ(header_of(asset, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header_of(asset, "Content-Type"), "text/javascript; charset=utf-8");
  const auto gone = get("/ui/assets/main-old.js");
  EXPECT_EQ(gone.status, 404);
  EXPECT_NE(gone.body.find("unknown_path"), std::string::npos);
}

TEST_F(ConsolePagesTest, PacksForThoseWhoCanUnpack) {
  const auto body = [&](std::string accepted) { return get("/ui/", {{"Accept-Encoding", std::move(accepted)}}).body; };
  EXPECT_EQ(body("gzip, deflate, br"), "brotli page");
  EXPECT_EQ(body("br;q=0, gzip;q=0.5"), "gzip page");
  EXPECT_EQ(body("deflate"), "plain page");
  EXPECT_EQ(body("gzip;q=0"), "plain page");
  EXPECT_EQ(body("gzip;q=0.000, br; q=0.0"), "plain page");
  EXPECT_EQ(body("xgzip, brx"), "plain page");
  const auto icon = get("/ui/favicon.svg", {{"Accept-Encoding", "br"}});
  EXPECT_EQ(icon.body, "icon");
  EXPECT_EQ(header_of(icon, "Content-Encoding"), "");
  EXPECT_EQ(header_of(get("/ui/", {{"Accept-Encoding", "br"}}), "Vary"), "Accept-Encoding");
}

TEST_F(ConsolePagesTest, SaysThatNothingHasChanged) {
  const auto unchanged = get("/ui/", {{"If-None-Match", "\"1\""}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_TRUE(unchanged.body.empty());
  EXPECT_EQ(get("/ui/", {{"If-None-Match", "\"2\""}}).status, 200);
}

TEST_F(ConsolePagesTest, LetsNothingRunButItsOwnScripts) {
  const std::string policy(header_of(get("/ui/"), "Content-Security-Policy"));
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  for (const std::string_view never : {"unsafe", "*", "http:", "https:", "data:"})
    EXPECT_EQ(policy.find(never), std::string::npos) << never;
  EXPECT_EQ(header_of(get("/ui/"), "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header_of(get("/ui/"), "X-Frame-Options"), "DENY");
}

}  // namespace
}  // namespace mien::api
