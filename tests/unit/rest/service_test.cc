#include <algorithm>
#include <set>
#include <sstream>

#include "api/json/parse.h"
#include "core/ascii.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

/// Of one operation, whether they stand at it, at its path or among the components.
std::set<std::string> query_names(const boost::json::value& document, const boost::json::value& path,
                                  const boost::json::value& operation) {
  std::set<std::string> names;
  for (const boost::json::value* place : {&path, &operation}) {
    const auto* parameters = place->get_object().if_contains("parameters");
    if (parameters == nullptr) continue;
    for (const boost::json::value& parameter : parameters->get_array()) {
      const auto* reference = parameter.get_object().if_contains("$ref");
      const auto& meant = reference == nullptr ? parameter : document.at_pointer(reference->get_string().subview(1));
      if (meant.at("in").get_string() == "query") names.emplace(meant.at("name").get_string());
    }
  }
  return names;
}

std::string text_of(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += " " + name;
  return text;
}

class RestServiceTest : public ::testing::Test {
 protected:
  static HttpRequest anonymous(std::string method, std::string target) {
    auto request = World::request(std::move(method), std::move(target));
    std::erase_if(request.head.headers, [](const HttpHeader& header) { return header.name == "Authorization"; });
    return request;
  }
  World world_;
};

TEST_F(RestServiceTest, OnlyHealthIsAnonymous) {
  for (const Route& route : world_.api.routes()) {
    std::string path(route.pattern);
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, "x");
    const auto answer = world_.send(anonymous(std::string(route.method), path));
    if (route.access == Access::kOpen)
      EXPECT_EQ(answer.status, 200) << path;
    else if (route.access == Access::kSession && route.operation == "get_session")
      EXPECT_EQ(answer.body, R"({"state":"signed_out","first_start":true})");
    else if (route.access == Access::kSession && route.body != Body::kNone)
      expect_problem(answer, 415, "unsupported_media_type");  // What they say without a session: RestSessionTest.
    else
      expect_problem(answer, 401, "unauthenticated");
  }
  expect_problem(world_.send(anonymous("GET", "/v1/no-such-path")), 401, "unauthenticated");
  expect_problem(world_.send(anonymous("OPTIONS", "/v1/people")), 401, "unauthenticated");
}

TEST_F(RestServiceTest, RefusesWrongCredentials) {
  auto request = World::request("GET", "/v1/people");
  for (const std::string_view value : {"Basic AAAA", "Basic !", "Basic", "Bearer x", "AWS4-HMAC-SHA256 Credential=x"}) {
    request.head.headers[1].value = value;
    expect_problem(world_.send(request), 401, "unauthenticated");
  }
  request = World::request("GET", "/v1/people");
  request.head.headers.push_back({"authorization", "Basic AAAA"});
  expect_problem(world_.send(request), 400, "malformed_request", "Authorization comes twice");
}

TEST_F(RestServiceTest, TellsHealthAndReadiness) {
  EXPECT_EQ(world_.send(anonymous("GET", "/healthz")).body, R"({"status":"ok"})");
  EXPECT_EQ(world_.send(anonymous("HEAD", "/readyz")).status, 200);
  world_.ready = false;
  expect_problem(world_.send(anonymous("GET", "/readyz")), 503, "unavailable");
  EXPECT_EQ(world_.send(anonymous("GET", "/healthz")).status, 200);
}

TEST_F(RestServiceTest, OpensMetricsOnlyWhereItIsTold) {
  world_.base.metrics.request("verify", "ok", {});
  EXPECT_EQ(world_.get("/metrics").body, "verify ok 1\n");
  const ServiceRoutes service(world_.base.metrics, [] { return true; }, ServiceRoutes::MetricsAccess::kOpen);
  const RestApi open = world_.make(service);
  EXPECT_EQ(open.handle(anonymous("GET", "/metrics"), "").response.status, 200);
}

TEST_F(RestServiceTest, DescribesExactlyItsRoutes) {
  const auto answer = world_.get("/openapi.json");
  ASSERT_EQ(answer.status, 200);
  const auto document = parse_json(answer.body);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->get_object().at("openapi").get_string(), "3.1.0");
  std::set<std::string> described;
  for (const auto& path : document->get_object().at("paths").get_object())
    for (const auto& operation : path.value().get_object())
      if (operation.key() != "parameters")
        described.insert(std::string(operation.key()) + " " + std::string(path.key()) + " " +
                         std::string(operation.value().get_object().at("operationId").get_string()) +
                         text_of(query_names(*document, path.value(), operation.value())));
  std::set<std::string> served;
  for (const Route& route : world_.api.routes()) {
    const std::string pattern(route.pattern);
    std::set<std::string> names;
    std::istringstream behind(pattern.substr(std::min(pattern.find('?'), pattern.size() - 1) + 1));
    for (std::string name; std::getline(behind, name, '&');) names.insert(name);
    served.insert(lower_case(route.method) + " " + pattern.substr(0, pattern.find('?')) + " " +
                  std::string(route.operation) + text_of(names));
  }
  EXPECT_EQ(described, served);
}

TEST_F(RestServiceTest, DescribesEveryProblemCode) {
  const auto document = parse_json(world_.get("/openapi.json").body);
  const auto& schemas = document->get_object().at("components").get_object().at("schemas").get_object();
  std::set<std::string> described;
  for (const auto& code :
       schemas.at("Problem").get_object().at("properties").get_object().at("code").get_object().at("enum").get_array())
    described.insert(std::string(code.get_string()));
  std::set<std::string> used;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code)
    used.emplace(problem_kind(static_cast<ErrorCode>(code)).code);
  for (int fault = 0; fault <= static_cast<int>(HttpFault::kUnavailable); ++fault)
    used.emplace(problem_kind(static_cast<HttpFault>(fault)).code);
  EXPECT_EQ(described, used);
}

TEST_F(RestServiceTest, TellsUnknownPathsFromWrongMethods) {
  for (const std::string_view path :
       {"/v1", "/v1/", "/v1/people/", "/v1/people/a/faces/", "/v1//people", "/v1/people/a/b", "/healthz/",
        "/v1/%70eople", "/v1/../healthz", "/docs", "/ui/x"})
    expect_problem(world_.get(std::string(path)), 404, "unknown_path");
  const auto wrong = world_.send(World::request("PUT", "/v1/people/ann"));
  expect_problem(wrong, 405, "method_not_allowed");
  EXPECT_EQ(header_of(wrong, "Allow"), "GET, HEAD, PATCH, DELETE");
  EXPECT_EQ(header_of(world_.send(World::request("HEAD", "/v1/verify")), "Allow"), "POST");
}

TEST_F(RestServiceTest, RefusesWhatAPageOfAnotherOriginSends) {
  const auto sent_with = [&](std::string method, std::string_view name, std::string_view value) {
    auto request = World::request(std::move(method), "/v1/people/ann");
    request.head.headers.push_back({std::string(name), std::string(value)});
    return world_.send(request);
  };
  for (const std::string_view origin : {"https://evil.example", "http://localhost:8081", "http://localhost", "null",
                                        "http://localhost:8080.evil.example", "http://evil@localhost:8080", ""})
    expect_problem(sent_with("DELETE", "Origin", origin), 403, "access_denied", "another origin");
  for (const std::string_view site : {"cross-site", "same-site", "", "Same-Origin"})
    expect_problem(sent_with("DELETE", "Sec-Fetch-Site", site), 403, "access_denied");
  // Its own pages, and what the user typed; reading is left to the browser's own rules.
  expect_problem(sent_with("DELETE", "Origin", "http://LOCALHOST:8080"), 404, "not_found");
  expect_problem(sent_with("DELETE", "Sec-Fetch-Site", "same-origin"), 404, "not_found");
  expect_problem(sent_with("DELETE", "Sec-Fetch-Site", "none"), 404, "not_found");
  expect_problem(sent_with("GET", "Origin", "https://evil.example"), 404, "not_found");
  // Before the body, and no word to those without credentials.
  auto form = World::form("/v1/people", {});
  form.head.headers.push_back({"Origin", "https://evil.example"});
  ASSERT_FALSE(world_.api.admit(form.head, ""));
  EXPECT_EQ(world_.api.admit(form.head, "").error().outcome, "access_denied");
  std::erase_if(form.head.headers, [](const HttpHeader& h) { return h.name == "Authorization"; });
  EXPECT_EQ(world_.api.admit(form.head, "").error().outcome, "unauthenticated");
}

TEST_F(RestServiceTest, RefusesHostilePaths) {
  for (const std::string_view id :
       {"a%2Fb", "..%2F..%2Fetc", "%00", "a%", "a%zz", "%c0%af", "a%5Cb", "a%20b", "%F0%9F%98%80"})
    expect_problem(world_.get("/v1/people/" + std::string(id)), 400, "invalid_argument");
  expect_problem(world_.get("/v1/people/" + std::string(5000, 'a')), 400, "invalid_argument");
  expect_problem(world_.get("/v1/people/.."), 404, "not_found");
  expect_problem(world_.get("/v1/people/a?collection=..%2Fx"), 400, "invalid_argument");
  expect_problem(world_.get("/healthz?x"), 400, "invalid_argument");
  std::string deep = "/v1/people";
  for (int i = 0; i < 2000; ++i) deep += "/a";
  expect_problem(world_.get(deep), 404, "unknown_path");
}

TEST_F(RestServiceTest, RefusesWrongTypesAndSizesBeforeTheBody) {
  const auto admitted = [&](HttpRequest request) { return world_.api.admit(request.head, ""); };
  for (const std::string_view type :
       {"", "text/plain", "application/json", "multipart/mixed; boundary=b", "multipart"}) {
    const auto answer = admitted(World::request("POST", "/v1/people", "", std::string(type)));
    ASSERT_FALSE(answer) << type;
    EXPECT_EQ(answer.error().response.status, 415);
  }
  auto request = World::form("/v1/people", {});
  EXPECT_EQ(admitted(request)->body_bytes_max, limits::kUploadBodyBytesMax);
  request.head.headers.push_back({"Content-Length", std::to_string(limits::kUploadBodyBytesMax)});
  EXPECT_TRUE(admitted(request));
  for (const std::string& length : {std::to_string(limits::kUploadBodyBytesMax + 1), std::string(30, '9')}) {
    request.head.headers.back().value = length;
    const auto answer = admitted(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().outcome, "body_too_large");
  }
  EXPECT_EQ(admitted(World::json("POST", "/v1/verify", ""))->body_bytes_max, limits::kJsonBodyBytesMax);
  EXPECT_EQ(admitted(World::form("/v1/verify", {}))->body_bytes_max, limits::kImageBodyBytesMax);
  EXPECT_EQ(admitted(World::request("GET", "/v1/people"))->body_bytes_max, 0U);
  expect_problem(world_.send(World::request("GET", "/healthz", "body")), 413, "body_too_large");
  auto two_types = World::json("PATCH", "/v1/people/a", "{}");
  two_types.head.headers.push_back({"content-type", "text/plain"});
  expect_problem(world_.send(two_types), 400, "malformed_request", "Content-Type comes twice");
}

}  // namespace
}  // namespace mien::api::rest
